import type { KeyBudget } from '../model/client-key.ts'
import type { BudgetStand, KeySpend } from '../model/key-spend.ts'
import { toBillionths, toUsd } from '../model/key-spend.ts'
import { periodOf } from './budget-period.ts'

/**
 * The budget of one client key: what its calls have cost in the current period, and what is held for those under way.
 * Amounts are billionths of a dollar, times epoch ms.
 */
export interface Purse {
  /** Whether spent, held and this together are within the budget. Holds nothing. */
  fits(amount: number, now: number): boolean
  /** Holds what a call may cost at the most. */
  hold(call: number, amount: number, now: number): PurseHold
  /** Takes up what was held for a call before a restart; else holds it anew, in the period that the call began in. */
  resume(call: number, amount: number, startedAt: number): PurseHold
  stand(now: number): BudgetStand
  /** A call was refused that may cost so much. Whether it fits as soon as calls under way have ended for nothing. */
  refuse(amount: number, now: number): 'fits' | 'spent'
  /** As it is kept; `null` before the first call. */
  toRecord(): KeySpend | null
  /** As it is kept where no call under way is known again after a restart. */
  toTotal(): KeySpend | null
}

/** What is held for one call. */
export interface PurseHold {
  /** The call is over: `null` where what it cost does not show, and it is taken to have cost what was held. */
  settle(cost: number | null): void
}

/** A period's figures. A call counts in the one that it began in, also where it ends in another. */
interface Account {
  readonly period: string
  spent: number
  /** Of all that is held. */
  heldSum: number
  /** As `BudgetStand` has it. */
  isRefusing: boolean
  readonly held: Map<number, number>
}

export interface PurseOptions {
  readonly keyId: string
  readonly budget: KeyBudget
  readonly timeZone: () => string
  /** What was kept of it; `null` where nothing was. */
  readonly kept: KeySpend | null
}

export function createPurse({ keyId, budget, timeZone, kept }: PurseOptions): Purse {
  const limit = toBillionths(budget.usd)
  let account: Account = toAccount(kept, budget.per)
  let endsAt = 0
  let zone = ''

  /** A clock that is set back, or another time zone, brings no earlier period back, and so no second budget. */
  function current(now: number): Account {
    if (now < endsAt && zone === timeZone()) return account
    zone = timeZone()
    const period = periodOf(budget.per, zone, now)
    endsAt = period.endsAt
    if (period.name > account.period) account = newAccount(period.name)
    return account
  }

  function holdIn(where: Account, call: number, amount: number): PurseHold {
    if (!where.held.has(call)) {
      where.held.set(call, amount)
      where.heldSum += amount
    }
    return {
      settle(cost) {
        const held = where.held.get(call)
        if (held === undefined) return
        where.held.delete(call)
        where.heldSum -= held
        where.spent += cost ?? held
      },
    }
  }

  return {
    fits(amount, now) {
      const { spent, heldSum } = current(now)
      return spent + heldSum + amount <= limit
    },
    refuse(amount, now) {
      const account = current(now)
      if (account.spent + amount <= limit) return 'fits'
      account.isRefusing ||= amount <= limit
      return 'spent'
    },
    hold(call, amount, now) {
      const account = current(now)
      account.isRefusing = false
      return holdIn(account, call, amount)
    },
    resume(call, amount, startedAt) {
      const { name } = periodOf(budget.per, timeZone(), startedAt)
      const now = current(startedAt)
      return holdIn(name < now.period ? newAccount(name) : now, call, amount)
    },
    stand(now) {
      const { spent, heldSum, isRefusing } = current(now)
      return { spentUsd: toUsd(spent), heldUsd: toUsd(heldSum), resetsAt: endsAt, isRefusing }
    },
    toRecord() {
      const { period, spent, held } = account
      return period === '' ? null : { keyId, period, spent, held: [...held] }
    },
    toTotal() {
      const { period, spent, heldSum } = account
      return period === '' ? null : { keyId, period, spent: spent + heldSum, held: [] }
    },
  }
}

function newAccount(period: string): Account {
  return { period, spent: 0, heldSum: 0, isRefusing: false, held: new Map() }
}

/** What was kept of a budget per day is none of one per month. */
function toAccount(kept: KeySpend | null, per: KeyBudget['per']): Account {
  const length = per === 'day' ? '2026-11-26'.length : '2026-11'.length
  if (kept?.period.length !== length) return newAccount('')
  const held = new Map(kept.held)
  return { period: kept.period, spent: kept.spent, heldSum: sumOf(held.values()), isRefusing: false, held }
}

function sumOf(amounts: Iterable<number>): number {
  let sum = 0
  for (const amount of amounts) sum += amount
  return sum
}
