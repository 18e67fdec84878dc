import { Hono } from 'hono'
import type { PoolView } from '../balancer/view.ts'
import { POOL_FIELDS, poolSettingKey } from '../config/pool-setting-key.ts'
import { ACCOUNTS_POOL, BALANCED_POOL } from '../model/pool.ts'
import { poolsSeen, toHole } from './accounts-seen.ts'
import { changePolicy } from './change-policy.ts'
import type { ChangeSettings } from './change-settings.ts'
import { fixedFields } from './fixed-settings.ts'
import { poolBody, poolPatch, type PoolRow } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerConflict, answerNotFound } from './problem.ts'
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
    const { pools, unreachable } = await poolsSeen(deps)
    const items = pools.map(({ name, view }) => toPoolRow(deps, name, view))
    return c.json({ items, next: null, ...toHole(unreachable) })
  })

  routes.get('/:name', (c) => answerPool(c.req.param('name')))

  routes.patch('/:name', async (c) => {
    const name = c.req.param('name')
    if (!deps.boards().has(name)) return answerPool(name)
    const input = await readBody(c, poolPatch)
    if (!input.ok) return input.response
    return (await changePolicy(change, name, input.value)) ?? answerPool(name)
  })

  routes.post('/', async (c) => {
    const input = await readBody(c, poolBody)
    if (!input.ok) return input.response
    const { name } = input.value
    if (deps.boards().has(name)) return answerConflict(`There is a pool ${name} already.`)
    const fields = POOL_FIELDS.filter((field) => input.value[field] !== undefined)
    const refused = await change(
      new Map<string, unknown>([
        [`pools.${name}`, {}],
        ...fields.map((field) => [poolSettingKey(name, field), input.value[field]] as const),
      ]),
    )
    if (refused !== null) return refused
    const made = await answerPool(name)
    return new Response(made.body, {
      status: made.ok ? 201 : made.status,
      headers: { 'content-type': 'application/json', location: `/api/pools/${name}` },
    })
  })

  routes.delete('/:name', async (c) => {
    const name = c.req.param('name')
    if (!deps.boards().has(name)) return answerPool(name)
    const why = whyKept(deps, name)
    if (why !== null) return answerConflict(why)
    return (await change(new Map([[`pools.${name}`, null]]))) ?? c.body(null, 204)
  })

  return routes
}

/** Names that a refusal tells. */
const NAMED = 3

/** Why a pool cannot be removed; `null` where it can. */
function whyKept(deps: ControlDeps, name: string): string | null {
  if (name === BALANCED_POOL || name === ACCOUNTS_POOL) return `Pool ${name} always exists.`
  const accounts = deps.settings().accounts.filter(({ pool }) => pool === name)
  if (accounts.length > 0) {
    const [environment] = accounts.filter(({ source }) => source === 'environment')
    const where = environment === undefined ? 'remove them, or give them another pool' : 'the environment names them'
    return `Pool ${name} has accounts (${tellNames(accounts)}): ${where}.`
  }
  const keys = deps.gate.keys.list().filter(({ pools }) => pools.includes(name))
  if (keys.length > 0) return `Client keys are for pool ${name} (${tellNames(keys)}): delete them first.`
  return null
}

function tellNames(all: readonly { readonly name: string }[]): string {
  const names = all.slice(0, NAMED).map(({ name }) => name)
  return all.length > NAMED ? `${names.join(', ')} and ${all.length - NAMED} more` : names.join(', ')
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
