import type { ClientKeyRecord } from '../model/client-key.ts'
import type { BudgetStand, KeySpend } from '../model/key-spend.ts'
import { toBillionths, toUsd } from '../model/key-spend.ts'
import type { Purse, PurseHold } from './purse.ts'
import { createPurse } from './purse.ts'
import type { TokenWindow } from './token-window.ts'
import { createTokenWindow } from './token-window.ts'

/** What a call may use at the most, as it is estimated before it is sent. */
export interface Demand {
  /** Number of the call. */
  readonly call: number
  readonly tokens: number
  /** US dollars; 0 where the key has no budget. */
  readonly usd: number
}

/** What a call used. `null` is what its vendor did not say: then it counts as it was estimated. */
interface Charge {
  readonly tokens: number | null
  readonly usd: number | null
}

/** What one call of a limited client key holds of its limits. */
export interface KeyHold {
  readonly demand: Demand
  /** The call is over. Only the first time counts. */
  settle(charge: Charge, now: number): void
}

export type Admitted =
  | { readonly kind: 'held'; readonly hold: KeyHold }
  /** Too many tokens in the last 60 s: so many, of which so many are those of calls under way, and how long to wait. */
  | { readonly kind: 'tokens'; readonly used: number; readonly underWay: number; readonly waitMs: number }
  /** More than is left of the budget; `later` tells whether it fits once calls under way have ended for nothing. */
  | { readonly kind: 'budget'; readonly stand: BudgetStand; readonly later: 'fits' | 'spent' }

/** Tokens per minute and budgets of client keys, exact under concurrency. Times are epoch ms. */
export interface KeyLimits {
  /** Lets a call begin and holds what it may use, or tells why not and holds nothing. Tokens are looked at first. */
  admit(key: ClientKeyRecord, demand: Demand, now: number): Admitted
  /** Goes on with a call that was admitted before a restart. */
  resume(key: ClientKeyRecord, demand: Demand, startedAt: number): KeyHold
  /** `null` where the key has no budget. */
  standOf(key: ClientKeyRecord, now: number): BudgetStand | null
  /** What of a key must survive a restart; `null` where there is nothing. */
  spendOf(id: string): KeySpend | null
  /** The same where nobody will know a call again after a restart: calls under way count as spent. */
  totalOf(id: string): KeySpend | null
  /** There is no such key any more. */
  forget(id: string): void
  /** These are all keys that there are. */
  keepOnly(ids: ReadonlySet<string>): void
}

export interface KeyLimitsOptions {
  /** What was kept of each key with a budget. */
  readonly kept: readonly KeySpend[]
  /** IANA name, by which days and months begin. */
  readonly timeZone: () => string
  /** What `spendOf` says of a key has changed. Must not block. */
  readonly onSpend: (id: string) => void
}

interface Entry {
  readonly tokens: TokenWindow
  readonly budget: ClientKeyRecord['budget']
  readonly purse: Purse | null
}

export function isLimited(key: ClientKeyRecord): boolean {
  return key.tokensPerMinute !== null || key.budget !== null
}

export function createKeyLimits({ kept, timeZone, onSpend }: KeyLimitsOptions): KeyLimits {
  const records = new Map(kept.map((spend) => [spend.keyId, spend]))
  const entries = new Map<string, Entry>()

  function entryOf({ id, budget }: ClientKeyRecord): Entry {
    const known = entries.get(id)
    if (known !== undefined && known.budget?.usd === budget?.usd && known.budget?.per === budget?.per) return known
    const before = known?.purse?.toRecord() ?? records.get(id) ?? null
    records.delete(id)
    const purse = budget === null ? null : createPurse({ keyId: id, budget, timeZone, kept: before })
    const entry = { tokens: known?.tokens ?? createTokenWindow(), budget, purse }
    entries.set(id, entry)
    return entry
  }

  function holdOf(id: string, demand: Demand, from: { entry: Entry; held: PurseHold | null }): KeyHold {
    const { entry, held } = from
    let isOver = false
    entry.tokens.begin(demand.tokens)
    if (held !== null) onSpend(id)
    return {
      demand,
      settle({ tokens, usd }, now) {
        if (isOver) return
        isOver = true
        entry.tokens.settle(demand.tokens, tokens ?? demand.tokens, now)
        if (held === null) return
        held.settle(usd === null ? null : toBillionths(usd))
        if (entries.get(id) === entry) onSpend(id)
      },
    }
  }

  function forget(id: string): void {
    const isKnown = entries.delete(id)
    if (records.delete(id) || isKnown) onSpend(id)
  }

  return {
    admit(key, demand, now) {
      const entry = entryOf(key)
      const { tokens, purse } = entry
      const waitMs = key.tokensPerMinute === null ? 0 : tokens.waitMs(key.tokensPerMinute, now)
      if (waitMs > 0) return { kind: 'tokens', used: tokens.used(now), underWay: tokens.underWay(), waitMs }
      const amount = toBillionths(demand.usd)
      if (purse !== null && !purse.fits(amount, now)) {
        const later = purse.refuse(amount, now)
        return { kind: 'budget', stand: purse.stand(now), later }
      }
      const held = purse?.hold(demand.call, amount, now) ?? null
      return { kind: 'held', hold: holdOf(key.id, demand, { entry, held }) }
    },
    resume(key, demand, startedAt) {
      const entry = entryOf(key)
      const held = entry.purse?.resume(demand.call, toBillionths(demand.usd), startedAt) ?? null
      return holdOf(key.id, demand, { entry, held })
    },
    standOf: (key, now) => entryOf(key).purse?.stand(now) ?? null,
    totalOf: (id) => entries.get(id)?.purse?.toTotal() ?? records.get(id) ?? null,
    spendOf: (id) => entries.get(id)?.purse?.toRecord() ?? records.get(id) ?? null,
    forget,
    keepOnly(ids) {
      for (const id of [...entries.keys(), ...records.keys()]) if (!ids.has(id)) forget(id)
    },
  }
}

/** What is left of a budget that stands like this, US dollars. */
export function leftOf(budget: { readonly usd: number }, stand: Pick<BudgetStand, 'spentUsd' | 'heldUsd'>): number {
  const left = toBillionths(budget.usd) - toBillionths(stand.spentUsd) - toBillionths(stand.heldUsd)
  return Math.max(0, toUsd(left))
}
