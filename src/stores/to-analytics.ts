import type { Analytics, AnalyticsSums, AnalyticsWindow } from '../model/analytics.ts'
import { toSpread } from '../model/histogram.ts'
import type { RawAnalytics } from './raw-analytics.ts'
import { keepMost, mergeAnalytics } from './raw-analytics.ts'
import type { Sums } from './sums.ts'
import { addSums, countOf, emptySums } from './sums.ts'

/** What is listed at most: a page shows no more, and an answer stays small whoever makes up names of models. */
export const MAX_ACCOUNTS = 200
const MAX_MODELS = 100

type Model = RawAnalytics['models'][number]

/** What all places know together, with percentiles and every step. */
export function toAnalytics(window: AnalyticsWindow, parts: readonly RawAnalytics[]): Analytics {
  const raw = keepMost(underVendors(mergeAnalytics(parts)), MAX_ACCOUNTS, MAX_MODELS)
  const attempts = new Map(raw.attempts)
  const steps = new Map(raw.steps)
  const totals = emptySums()
  for (const sums of steps.values()) addSums(totals, sums)
  return {
    window,
    steps: stepsOf(window).map((at) => ({ at, ...toAnalyticsSums(steps.get(at) ?? emptySums()) })),
    totals: toAnalyticsSums(totals),
    accounts: raw.accounts.map(({ sums, ...account }) => {
      const own = toAnalyticsSums(sums)
      return { ...account, ...own, share: shareOf(own.attempts, attempts.get(account.pool) ?? 0) }
    }),
    models: raw.models.map(({ model, provider, sums }) => ({
      model: model || null,
      provider: provider || null,
      ...toAnalyticsSums(sums),
    })),
    sessions: raw.sessions.map(([pool, counts]) => ({ pool, ...counts })),
  }
}

/**
 * A request that no account answered has no vendor: it counts at the vendor that was asked most for its model, so that
 * a model that one vendor serves is one row. Where nobody ever answered for a model, its row has no vendor.
 */
function underVendors(raw: RawAnalytics): RawAnalytics {
  const unanswered = new Map<string, Sums>()
  const most = new Map<string, Model>()
  for (const row of raw.models) {
    const known = most.get(row.model)
    if (row.provider === '') unanswered.set(row.model, row.sums)
    else if (known === undefined || requestsOf(row) > requestsOf(known)) most.set(row.model, row)
  }
  if (unanswered.size === 0) return raw
  const models = raw.models
    .filter(({ model, provider }) => provider !== '' || !most.has(model))
    .map((row) => {
      const more = most.get(row.model) === row ? unanswered.get(row.model) : undefined
      return more === undefined ? row : { ...row, sums: plus(row.sums, more) }
    })
  return { ...raw, models }
}

function requestsOf({ sums }: Model): number {
  return countOf(sums, 'requests')
}

function plus(one: Sums, other: Sums): Sums {
  const sums = emptySums()
  addSums(sums, one)
  addSums(sums, other)
  return sums
}

function stepsOf({ from, to, stepMs }: AnalyticsWindow): number[] {
  return Array.from({ length: Math.round((to - from) / stepMs) }, (_, step) => from + step * stepMs)
}

function shareOf(own: number, all: number): number {
  return all === 0 ? 0 : Math.min(1, own / all)
}

export function toAnalyticsSums(sums: Sums): AnalyticsSums {
  return {
    requests: countOf(sums, 'requests'),
    ok: countOf(sums, 'ok'),
    failed: countOf(sums, 'failed'),
    cut: countOf(sums, 'cut'),
    gone: countOf(sums, 'gone'),
    failovers: countOf(sums, 'failovers'),
    input: countOf(sums, 'input'),
    output: countOf(sums, 'output'),
    cacheRead: countOf(sums, 'cache_read'),
    cacheWrite: countOf(sums, 'cache_write_5m') + countOf(sums, 'cache_write_1h'),
    cost: countOf(sums, 'priced') === 0 ? null : countOf(sums, 'cost'),
    unpriced: countOf(sums, 'unpriced'),
    attempts: countOf(sums, 'attempts'),
    failures: countOf(sums, 'failures'),
    limitsMet: countOf(sums, 'limits_met'),
    failoversAway: countOf(sums, 'failovers_away'),
    duration: toSpread(sums.durations, countOf(sums, 'duration_sum')),
    firstByte: toSpread(sums.firstBytes, countOf(sums, 'first_byte_sum')),
  }
}
