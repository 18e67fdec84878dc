import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { toAuditDetail } from './audit-detail.ts'
import { toWho } from './caller.ts'
import { OPERATIONS, type ChangingOperation } from './operations.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'

const MAX_TARGET = 200

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

/** Keeps every change that succeeded, as the table of operations names it, before it is acknowledged. */
export function auditTrail(deps: ControlDeps) {
  return createMiddleware<ControlEnv>(async (c, next) => {
    await next()
    const { method } = c.req
    if (method === 'GET' || method === 'HEAD' || !c.res.ok) return
    const operation = CHANGES.get(`${method} ${routePath(c)}`)
    if (operation === undefined) return
    const made = c.res.headers.get('location')?.split('/').at(-1)
    const target = operation.target ?? c.req.param('id') ?? c.req.param('name') ?? made ?? operation.path
    try {
      await deps.audit.record({
        at: deps.now(),
        who: toWho(c.get('caller')),
        action: operation.action,
        target: target.slice(0, MAX_TARGET),
        detail: toAuditDetail(c.get('given')),
      })
    } catch (error) {
      // It is done: who asked for it must not be told that it is not.
      deps.warn(`${operation.action} of ${target.slice(0, MAX_TARGET)} is missing in the audit log: ${String(error)}`)
    }
  })
}
