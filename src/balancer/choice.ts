import type { Account, AccountId } from '../model/account.ts'
import type { PassedOver } from '../model/ledger.ts'
import type { Protocol } from '../model/protocol.ts'
import type { Ticket } from './ticket.ts'

/** What a call asks of a pool. */
export interface Ask {
  readonly protocol: Protocol
  readonly model: string | null
  /** Key of the caller's own session where the scope is `client`; `null` shares the pool's. */
  readonly client: string | null
  /** Key of the conversation's own session where the scope is `conversation`; `null` shares the pool's. */
  readonly conversation: string | null
  /** Accounts that this call has asked already, in their order. */
  readonly tried: readonly AccountId[]
  /** Origins (see `originOf`) that this call may not ask any more. */
  readonly shunned: readonly string[]
}

/** The account that takes a turn. Its ticket is settled exactly once. */
export interface Chosen {
  readonly kind: 'account'
  readonly account: Account
  readonly ticket: Ticket
  /** `round-robin`, `time-window`, `weighted`, `session`, `failover`, `probe`, `single key`, `holds it`, `seeking` or `home`. */
  readonly reason: string
  /** How many accounts were available to the call, this one among them. */
  readonly available: number
  /** At most 20. */
  readonly passedOver: readonly PassedOver[]
}

/** No account can be asked. */
export interface NoneChosen {
  readonly kind: 'none'
  readonly why: 'cooling' | 'disabled' | 'none_able' | 'tried'
  /** Epoch ms at which the first able account is back, where that is known. */
  readonly until: number | null
  readonly passedOver: readonly PassedOver[]
}

export type Choice = Chosen | NoneChosen
