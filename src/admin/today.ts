import { dayBegan } from '../accounts/budget-period.ts'
import type { AnalyticsSums } from '../model/analytics.ts'
import type { Unreached } from '../model/unreached.ts'
import type { OverviewBody } from './overview-contract.ts'
import type { ControlDeps } from './ports.ts'

/** Since midnight; and of which pools that is missing. */
export interface Today extends Unreached {
  readonly figures: OverviewBody['today']
}

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

/** Up to the end of the hour that is under way, so that few sums are read, whole hours but for those at the beginning. */
async function readToday({ ledger, settings }: TodayDeps, now: number): Promise<Today> {
  const since = dayBegan(settings().timeZone, now)
  const to = Math.floor(now / HOUR_MS) * HOUR_MS + HOUR_MS
  const sums = await ledger.sums({ from: since, to })
  return { figures: toFigures(since, sums), unreachable: sums.unreachable }
}

function toFigures(since: number, sums: AnalyticsSums): Today['figures'] {
  const prompt = sums.input + sums.cacheRead + sums.cacheWrite
  return {
    since,
    requests: sums.requests,
    failed: sums.failed + sums.cut,
    failovers: sums.failovers,
    inputTokens: prompt,
    outputTokens: sums.output,
    cacheReadShare: prompt === 0 ? null : sums.cacheRead / prompt,
    cost: sums.cost,
    unpriced: sums.unpriced,
  }
}
