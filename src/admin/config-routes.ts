import { Hono } from 'hono'
import { ACCOUNTS_POOL } from '../model/pool.ts'
import type { ChangeSettings } from './change-settings.ts'
import { changePolicy } from './change-policy.ts'
import { readConfigPatch } from './config-patch.ts'
import { toConfigBody } from './config-view.ts'
import { configPatch, strategyBody } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerBadRequest, answerConflict } from './problem.ts'
import { readBody } from './read-input.ts'

/** `/api/config`: the settings in force, and the strategy of pool `accounts`. */
export function configRoutes(deps: ControlDeps, change: ChangeSettings): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  routes.get('/', (c) => c.json(toConfigBody(deps.settings())))

  routes.patch('/', async (c) => {
    const input = await readBody(c, configPatch)
    if (!input.ok) return input.response
    const read = readConfigPatch(input.value, deps.settings())
    if (!read.ok) return read.status === 400 ? answerBadRequest(`${read.why}.`) : answerConflict(`${read.why}.`)
    return (await change(read.values)) ?? c.json(toConfigBody(deps.settings()))
  })

  routes.get('/strategy', (c) => c.json({ strategy: strategyNow(deps) }))

  routes.put('/strategy', async (c) => {
    const input = await readBody(c, strategyBody)
    if (!input.ok) return input.response
    const refused = await changePolicy(change, ACCOUNTS_POOL, input.value)
    return refused ?? c.json({ strategy: strategyNow(deps) })
  })

  return routes
}

function strategyNow(deps: ControlDeps): string | undefined {
  return deps.settings().pools.find((policy) => policy.name === ACCOUNTS_POOL)?.strategy
}
