import type { Account, AccountId } from '../model/account.ts'
import type { CallSize } from '../model/call-size.ts'
import type { PassedOver, RoomSeen } from '../model/ledger.ts'
import type { Protocol } from '../model/protocol.ts'
import type { Reservation } from './headroom/reservation.ts'
import type { Ticket } from './ticket.ts'

/** What a call asks of a pool. */
export interface Ask {
  readonly protocol: Protocol
  readonly model: string | null
  /** Key of the caller's own session where the scope is `client`; `null` shares the pool's. */
  readonly client: string | null
  /** Key of the conversation: of its own session where the scope is `conversation`, of where it is cached with `headroom`. */
  readonly conversation: string | null
  /** For `headroom`; `null` where it is not known. */
  readonly size: CallSize | null
  /** The place that it kept while it waited for room; the choice takes it back. */
  readonly waiting: Place | null
  /** Since when it has waited for room, epoch ms; `null` where it has not. */
  readonly heldSince: number | null
  /** Accounts that this call has asked already, in their order. */
  readonly tried: readonly AccountId[]
  /** Origins (see `originOf`) that this call may not ask any more. */
  readonly shunned: readonly string[]
}

/** What is asked of a call whose size does not matter, and which has not waited. */
export const UNSIZED = Object.freeze({ size: null, waiting: null, heldSince: null })

/** The place of a call that waits for room. Opaque to everyone but the board. */
export type Place = Reservation

/** The account that takes a turn. Its ticket is settled exactly once. */
export interface Chosen {
  readonly kind: 'account'
  readonly account: Account
  readonly ticket: Ticket
  /** `round-robin`, `time-window`, `weighted`, `session`, one of `WhySent`, `failover`, `probe`, `single key`, `holds it`, `seeking` or `home`. */
  readonly reason: string
  /** How many accounts were available to the call, this one among them. */
  readonly available: number
  /** At most 20. */
  readonly passedOver: readonly PassedOver[]
  /** The room of the accounts that were looked at, at most 20 of them; `null` with strategies that look at none. */
  readonly seen: readonly RoomSeen[] | null
}

/** Nobody has room now, and somebody will have soon: the call waits, and asks again. */
export interface Waiting {
  readonly kind: 'wait'
  /** Epoch ms. */
  readonly until: number
  /** Handed back with the next question, or to `leave`; `null` where it keeps none. */
  readonly place: Place | null
  readonly passedOver: readonly PassedOver[]
  readonly seen: readonly RoomSeen[] | null
}

/** No account can be asked. */
export interface NoneChosen {
  readonly kind: 'none'
  readonly why: 'cooling' | 'full' | 'disabled' | 'none_able' | 'tried'
  /** Epoch ms at which the first able account is back, where that is known. */
  readonly until: number | null
  readonly passedOver: readonly PassedOver[]
  readonly seen: readonly RoomSeen[] | null
}

/** Of a call that never waits for room. */
export type Assigned = Chosen | NoneChosen

export type Choice = Assigned | Waiting
