import type { Context } from 'hono'
import { routePath } from 'hono/route'
import type { ChangingOperation } from './operation.ts'
import { OPERATIONS } from './operations.ts'

/** Below a uuid, so no operation of the control API. */
const RESET: ChangingOperation = {
  method: 'post',
  path: '/:uuid/lb/v1/load-balancer/reset',
  action: 'pool.reset',
  target: 'lb',
}

const CHANGES: ReadonlyMap<string, ChangingOperation> = new Map(
  [...OPERATIONS, RESET]
    .filter((operation): operation is ChangingOperation => 'action' in operation)
    .map((operation) => [`${operation.method.toUpperCase()} ${operation.path}`, operation]),
)

/** What a request that has been answered has changed, as the table of operations names it; `null` where nothing. */
export function changeOf(c: Context): ChangingOperation | null {
  const { method } = c.req
  if (method === 'GET' || method === 'HEAD' || !c.res.ok) return null
  return CHANGES.get(`${method} ${routePath(c)}`) ?? null
}
