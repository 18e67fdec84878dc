import { createMiddleware } from 'hono/factory'
import { toAuditDetail } from './audit-detail.ts'
import { toWho } from './caller.ts'
import { changeOf } from './changing-operation.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'

const MAX_TARGET = 200

/** Keeps every change that succeeded, as the table of operations names it, before it is acknowledged. */
export function auditTrail(deps: ControlDeps) {
  return createMiddleware<ControlEnv>(async (c, next) => {
    await next()
    const operation = changeOf(c)
    if (operation === null) return
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
