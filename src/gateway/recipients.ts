import type { Ask, Board, Ticket } from '../balancer/board.ts'
import type { Chosen, NoneChosen, Place, Waiting } from '../balancer/choice.ts'
import type { LimitsTold } from '../model/limit.ts'
import type { Usage } from '../model/usage.ts'
import type { Weather } from '../balancer/storm.ts'
import type { Account } from '../model/account.ts'
import type { GatewayError } from '../model/errors.ts'
import type { Mark } from '../model/outcome.ts'
import { toNobodyError } from './give-up.ts'
import type { Refused } from './step.ts'

/** An account to ask; it has no ticket where it is none of ours. */
export type Recipient = Omit<Chosen, 'ticket'> & { readonly ticket: Ticket | null }

/** Whom a call may be sent to: the accounts of a pool, one of them, or the vendor itself with the caller's own credential. */
export interface Recipients {
  readonly kind: 'pool' | 'single' | 'own'
  choose(ask: Ask, now: number): Recipient | Waiting | NoneChosen
  /** A call that waits for room does not wait any more: its caller left. */
  leave(place: Place): void
  /** The same account once more, whatever became of it; `null` where it is gone. */
  again(ticket: Ticket | null, now: number): Recipient | null
  answered(ticket: Ticket | null, now: number): void
  /** What an answer says of its account's limits. */
  told(ticket: Ticket | null, limits: LimitsTold, now: number): void
  /** What the call came to use, before it is settled. */
  used(ticket: Ticket | null, usage: Usage, now: number): void
  /** `storm`: overloaded as the whole pool is, so nobody else is asked. */
  settle(ticket: Ticket | null, mark: Mark, now: number): Weather
  /** What attempts that failed alike did to their accounts is undone, if that may be. Returns those of which it was. */
  withdraw(alike: readonly Ticket[], now: number): readonly Ticket[]
  mayFailOver(attempts: number, now: number): 'free' | 'budgeted' | 'never'
  /** When the first able account is back, epoch ms; `null` where nothing is known of it. */
  returnsAt(ask: Ask, now: number): number | null
  countRequest(end: 'successful' | 'failed', now: number): void
  /** Whether a refusal says no more than that this account does not have what is asked for, and another is asked. */
  isElsewhere(refused: Refused): boolean
  /** Why nobody could be asked at all. */
  nobody(none: NoneChosen, pool: string, now: number): GatewayError
  /** What is said where some have refused as `isElsewhere` and nobody else can be asked; `null` where their word is final. */
  unsettled(none: NoneChosen, pool: string, now: number): GatewayError | null
  /** The vendor's answer names what this account holds from now on. */
  hold(resource: string, account: Account, now: number): void
}

export const NOBODY: NoneChosen = Object.freeze({ kind: 'none', why: 'tried', until: null, passedOver: [], seen: null })

function ignore(): void {
  // nothing is kept of it
}

type Hold = Recipients['hold']

const USUAL: Pick<Recipients, 'isElsewhere' | 'nobody' | 'unsettled'> = {
  isElsewhere: () => false,
  nobody: toNobodyError,
  unsettled: () => null,
}

/** Every account of the pool, in its strategy's order. */
export function poolRecipients(board: Board, hold: Hold = ignore): Recipients {
  return {
    kind: 'pool',
    choose: (ask, now) => board.choose(ask, now),
    again: (ticket, now) => (ticket === null ? null : board.again(ticket, now)),
    ...marks(board),
    mayFailOver: (attempts, now) => board.mayFailOver(attempts, now),
    returnsAt: (ask, now) => board.returnsAt(ask, now),
    countRequest: (end, now) => board.countRequest(end, now),
    ...USUAL,
    hold,
  }
}

/** The first account of the pool that can serve the call; nobody else is asked, and the pool's requests do not count it. */
export function singleRecipient(board: Board, hold: Hold = ignore): Recipients {
  return {
    kind: 'single',
    choose: (ask, now) => (ask.tried.length === 0 ? board.first(ask, now) : NOBODY),
    again: (ticket, now) => (ticket === null ? null : board.again(ticket, now)),
    ...marks(board),
    mayFailOver: () => 'never',
    returnsAt: () => null,
    countRequest: ignore,
    ...USUAL,
    hold,
  }
}

function marks(board: Board): Pick<Recipients, 'leave' | 'answered' | 'told' | 'used' | 'settle' | 'withdraw'> {
  return {
    leave: (place) => board.leave(place),
    told(ticket, limits, now) {
      if (ticket !== null) board.told(ticket, limits, now)
    },
    used(ticket, usage, now) {
      if (ticket !== null) board.used(ticket, usage, now)
    },
    answered(ticket, now) {
      if (ticket !== null) board.answered(ticket, now)
    },
    settle: (ticket, mark, now) => (ticket === null ? 'calm' : board.settle(ticket, mark, now)),
    withdraw: (alike, now) => board.withdraw(alike, now),
  }
}

/** The vendor of the caller's own credential, as an account that nobody keeps. Marks none of ours. */
export function ownRecipient(account: Account): Recipients {
  const recipient: Recipient = {
    kind: 'account',
    account,
    ticket: null,
    reason: 'own credential',
    available: 1,
    passedOver: [],
    seen: null,
  }
  return {
    kind: 'own',
    choose: (ask) => (ask.tried.length === 0 ? recipient : NOBODY),
    again: () => null,
    leave: ignore,
    answered: ignore,
    told: ignore,
    used: ignore,
    settle: () => 'calm',
    withdraw: () => [],
    mayFailOver: () => 'never',
    returnsAt: () => null,
    countRequest: ignore,
    ...USUAL,
    hold: ignore,
  }
}
