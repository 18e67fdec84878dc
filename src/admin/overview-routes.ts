import { Hono } from 'hono'
import type { Overview } from './overview.ts'
import type { ControlEnv } from './ports.ts'

/** `/api/overview`: what is so right now, and since midnight. */
export function overviewRoutes(overview: Overview): Hono<ControlEnv> {
  return new Hono<ControlEnv>().get('/', async (c) => c.json(await overview()))
}
