import { Hono } from 'hono'
import type { PoolView } from '../balancer/view.ts'
import { BALANCED_POOL } from '../model/pool.ts'
import { changePolicy } from './change-policy.ts'
import type { ChangeSettings } from './change-settings.ts'
import { poolPatch, type PoolRow } from './contract.ts'
import { fixedFields } from './fixed-settings.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerNotFound } from './problem.ts'
import { readBody } from './read-input.ts'

const MINUTE_MS = 60_000

/** `/api/pools`: how each pool chooses. */
export function poolRoutes(deps: ControlDeps, change: ChangeSettings): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  async function answerPool(name: string): Promise<Response> {
    const board = deps.boards().get(name)
    if (board === undefined) {
      return answerNotFound(`There is no pool ${name}; there are ${[...deps.boards().keys()].join(', ')}.`)
    }
    return Response.json(toPoolRow(deps, name, await board.view(deps.now())))
  }

  routes.get('/', async (c) => {
    const now = deps.now()
    const items = [...deps.boards()].map(async ([name, board]) => toPoolRow(deps, name, await board.view(now)))
    return c.json({ items: await Promise.all(items), next: null })
  })

  routes.get('/:name', (c) => answerPool(c.req.param('name')))

  routes.patch('/:name', async (c) => {
    const name = c.req.param('name')
    if (!deps.boards().has(name)) return answerPool(name)
    const input = await readBody(c, poolPatch)
    if (!input.ok) return input.response
    return (await changePolicy(change, name, input.value)) ?? answerPool(name)
  })

  return routes
}

/** A pool as the API shows it. */
export function toPoolRow(deps: ControlDeps, name: string, view: PoolView): PoolRow {
  const { headroom } = view.policy
  return {
    id: name,
    name,
    enabled: name !== BALANCED_POOL || deps.settings().loadBalancer.enabled,
    strategy: view.policy.strategy,
    window_size: view.policy.windowMs / MINUTE_MS,
    session_duration_ms: view.policy.sessionMs,
    session_scope: view.policy.sessionScope,
    max_hold_ms: headroom.maxHoldMs,
    max_utilization: headroom.maxUtilization,
    allow_overage: headroom.allowOverage,
    totalAccounts: view.totalKeys,
    activeAccounts: view.activeKeys,
    waiting: view.waiting,
    fixed: fixedFields(deps.settings(), name),
  }
}
