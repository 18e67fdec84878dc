import type { Account, AccountId } from '../model/account.ts'
import type { BoardChanges, BoardRecords } from '../model/board-records.ts'
import type { Mark } from '../model/outcome.ts'
import type { PoolPolicy } from '../model/pool.ts'
import type { Ask, Choice } from './choice.ts'
import type { Ticket } from './ticket.ts'
import type { PoolView } from './view.ts'

export type { Ask, Choice, Ticket }

/** Health, turns and sessions of one pool: the authority on who is asked next. Times are epoch ms. */
export interface Board {
  /** The account whose turn it is; takes the turn. Each attempt of a call asks anew. */
  choose(ask: Ask, now: number): Choice
  /** The single-key route: the first able account in configured order whatever its health; takes no turn. */
  first(ask: Ask, now: number): Choice
  /** A sound head or first event came: decides a probe, ends a cooldown that began before the request was sent. */
  answered(ticket: Ticket, now: number): void
  /** The attempt is over: exactly once to a ticket (a second time does nothing). Success implies `answered`. */
  settle(ticket: Ticket, mark: Mark, now: number): void
  /** Whether the failover after `attemptsSoFar` attempts draws on the retry budget (contract §6, Attempts). */
  mayFailOver(attemptsSoFar: number, now: number): 'free' | 'budgeted'
  /** When the first account able to serve this is back; `now` where one is available, `null` where none ever is. */
  returnsAt(ask: Ask, now: number): number | null
  /** A caller's request is over. */
  countRequest(end: 'successful' | 'failed', now: number): void
  /** Takes an account out until `resume`; nothing automatic undoes it. */
  pause(id: AccountId, reason: string, now: number): void
  resume(id: AccountId, now: number): void
  /** Clears statistics and enables what was disabled, keeps cooldowns; `null` means the whole pool. */
  reset(id: AccountId | null, now: number): void
  /** Takes effect with the next choice. */
  setPolicy(policy: PoolPolicy, now: number): void
  /** Takes effect with the next choice; what is remembered of an account stays with its id. */
  setAccounts(accounts: readonly Account[], now: number): void
  view(now: number): PoolView
  /** What must survive a restart and changed since the last drain. */
  drainChanges(): BoardChanges | null
  restore(records: BoardRecords, now: number): void
}

export function createBoard(policy: PoolPolicy, accounts: readonly Account[]): Board {
  throw new Error(`pool ${policy.name} with ${accounts.length} accounts: not built yet`)
}
