import { Hono } from 'hono'
import type { PoolView } from '../balancer/view.ts'
import { StateUnavailable } from '../model/state-unavailable.ts'
import { printMetrics } from '../telemetry/metrics-exposition.ts'
import { CONTENT_TYPES, chooseFormat } from '../telemetry/metrics-format.ts'
import { toPoolReadings } from '../telemetry/metrics-gauges.ts'
import type { ControlBoard, ControlDeps, ControlEnv } from './ports.ts'

/** `/metrics`, for Prometheus and what reads as it does. Answers while the server drains, too. */
export function metricsRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()
  routes.get('/', async (c) => {
    const now = deps.now()
    const [readings, pools] = await Promise.all([
      deps.metrics(),
      Promise.all(Array.from(deps.boards(), async ([name, board]) => ({ name, view: await lookAt(board, now) }))),
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

/** `null` where it cannot be reached: what the other pools know is told. Where none can, nothing is known of the rest either. */
async function lookAt(board: ControlBoard, now: number): Promise<PoolView | null> {
  try {
    return await board.view(now)
  } catch (error) {
    if (error instanceof StateUnavailable) return null
    throw error
  }
}

/** Lets calls that wait for this thread go first: with hundreds of models there is much to print. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
