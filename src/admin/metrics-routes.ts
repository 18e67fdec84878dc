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
    const [readings, pools] = await Promise.all([
      deps.metrics(),
      Promise.all([...deps.boards()].map(async ([name, board]) => ({ name, view: await board.view(now) }))),
    ])
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
