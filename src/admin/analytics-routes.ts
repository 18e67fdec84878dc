import { Hono } from 'hono'
import type { Analytics, AnalyticsSums } from '../model/analytics.ts'
import type { Unreached } from '../model/unreached.ts'
import type { Spread } from '../model/spread.ts'
import type { AnalyticsBody } from './analytics-contract.ts'
import { analyticsQuery } from './analytics-contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { readQuery } from './read-input.ts'

/** `/api/analytics`: what happened over a stretch of time. */
export function analyticsRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()
  routes.get('/', async (c) => {
    const input = readQuery(c, analyticsQuery)
    if (!input.ok) return input.response
    const analytics = await deps.ledger.analytics({ ...input.value, now: deps.now() })
    return c.json(toBody(input.value.range, analytics))
  })
  return routes
}

function toBody(range: AnalyticsBody['range'], { window, ...analytics }: Analytics & Unreached): AnalyticsBody {
  return {
    range,
    ...window,
    series: analytics.steps.map((step) => ({ at: step.at, ...toSums(step) })),
    totals: toSums(analytics.totals),
    accounts: analytics.accounts.map((account) => {
      const { failovers: _, ...sums } = toSums(account)
      const { id, name, pool, provider, attempts, share, failures, failoversAway } = account
      return { id, name, pool, provider, ...sums, attempts, share, failures, failoversAway }
    }),
    models: analytics.models.map((model) => ({ model: model.model, provider: model.provider, ...toSums(model) })),
    sessions: analytics.sessions.map(({ pool, started, ended, endedMs, switches }) => ({
      pool,
      started,
      ended,
      meanMs: ended === 0 ? null : endedMs / ended,
      switches,
    })),
    unreachable: [...analytics.unreachable],
  }
}

function toSums(sums: AnalyticsSums): AnalyticsBody['totals'] {
  const { requests, ok, failed, cut, gone, failovers, limitsMet, input, output, cacheRead, cacheWrite } = sums
  return {
    requests,
    ok,
    failed: failed + cut,
    cut,
    gone,
    failovers,
    limitsMet,
    input,
    output,
    cacheRead,
    cacheWrite,
    cost: sums.cost,
    unpriced: sums.unpriced,
    duration: toPercentiles(sums.duration),
    firstByte: toPercentiles(sums.firstByte),
  }
}

function toPercentiles({ p50, p95, p99 }: Spread): AnalyticsBody['totals']['duration'] {
  return { p50, p95, p99 }
}
