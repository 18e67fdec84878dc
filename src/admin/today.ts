import { dayBegan } from '../accounts/budget-period.ts'
import type { Rollup, RollupQuery } from '../model/ledger-queries.ts'
import type { OverviewBody } from './overview-contract.ts'
import type { ControlDeps } from './ports.ts'

type Today = OverviewBody['today']

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** How long the sums answer for, ms: they are read from the disk. */
const GOOD_FOR_MS = 5_000

type TodayDeps = Pick<ControlDeps, 'ledger' | 'settings' | 'now' | 'requests'>

/**
 * What callers asked since midnight, read at most every 5 s however many ask. Meanwhile the last answer holds. The first
 * is waited for together, where requests may wait for each other.
 */
export function createToday(deps: TodayDeps): () => Promise<Today> {
  let askedAt = Number.NEGATIVE_INFINITY
  let known: Today | null = null
  let first: Promise<Today> | null = null

  async function ask(now: number): Promise<Today> {
    askedAt = now
    known = await readToday(deps, now)
    return known
  }

  return async () => {
    const now = deps.now()
    if (known !== null) return Math.abs(now - askedAt) < GOOD_FOR_MS ? known : ask(now)
    if (deps.requests === 'apart') return ask(now)
    first ??= ask(now).finally(() => {
      first = null
    })
    return first
  }
}

async function readToday({ ledger, settings }: TodayDeps, now: number): Promise<Today> {
  const since = dayBegan(settings().timeZone, now)
  // Midnight is not on a whole hour everywhere.
  const wholeHour = Math.ceil(since / HOUR_MS) * HOUR_MS
  const end = Math.floor(now / HOUR_MS) * HOUR_MS + HOUR_MS
  const queries: RollupQuery[] = []
  if (since < wholeHour)
    queries.push({ unit: 'minute', from: Math.ceil(since / MINUTE_MS) * MINUTE_MS, to: wholeHour, ...BY_MODEL })
  if (wholeHour < end) queries.push({ unit: 'hour', from: wholeHour, to: end, ...BY_MODEL })
  const rollups = await Promise.all(queries.map((query) => ledger.rollups(query)))
  return toToday(since, rollups.flat())
}

/** A price is known, or not, of a model at a provider. */
const BY_MODEL = { by: ['provider', 'model'], over: 'total' } as const

function toToday(since: number, rollups: readonly Rollup[]): Today {
  const sum = (valueOf: (rollup: Rollup) => number): number => rollups.reduce((all, rollup) => all + valueOf(rollup), 0)
  const prompt = sum(promptOf)
  const cacheRead = sum((rollup) => rollup.cacheRead)
  const costs = rollups.flatMap(({ cost }) => (cost === null ? [] : [cost]))
  return {
    since,
    requests: sum(({ requests }) => requests),
    failed: sum(({ failed, cut }) => failed + cut),
    failovers: sum(({ failovers }) => failovers),
    inputTokens: prompt,
    outputTokens: sum(({ output }) => output),
    cacheReadShare: prompt === 0 ? null : cacheRead / prompt,
    cost: costs.length === 0 ? null : costs.reduce((all, cost) => all + cost, 0),
    unpriced: sum(unpricedOf),
  }
}

function promptOf({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Rollup): number {
  return input + cacheRead + cacheWrite5m + cacheWrite1h
}

/** Of a model whose price is known every request with tokens has one, and of another none: then those that were answered count. */
function unpricedOf(rollup: Rollup): number {
  const hasTokens = promptOf(rollup) + rollup.output > 0
  return hasTokens && rollup.priced === 0 ? rollup.ok + rollup.cut : 0
}
