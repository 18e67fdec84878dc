import { Hono } from 'hono'
import { printMetrics } from '../telemetry/metrics-exposition.ts'
import { CONTENT_TYPES, chooseFormat } from '../telemetry/metrics-format.ts'
import { toPoolReadings } from '../telemetry/metrics-gauges.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'

/** `/metrics`, for Prometheus and what reads as it does. Answers while the server drains, too. */
export function metricsRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()
  routes.get('/', async (c) => {
    const now = deps.now()
    // Where no pool can be reached, nothing is known of the rest either.
    const [readings, { views }] = await Promise.all([deps.metrics(), deps.views(now)])
    const pools = Array.from(deps.boards().keys(), (name) => ({ name, view: views.get(name) ?? null }))
    const format = chooseFormat(c.req.header('accept') ?? '')
    const parts: string[] = []
    for (const part of printMetrics([...readings, ...toPoolReadings(pools)], format)) {
      if (parts.length > 0) await breathe()
      parts.push(part)
    }
    return c.body(parts.join(''), 200, { 'content-type': CONTENT_TYPES[format] })
  })
  return routes
}

/** Lets calls that wait for this thread go first: with hundreds of models there is much to print. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
