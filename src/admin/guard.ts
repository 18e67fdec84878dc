import { createMiddleware } from 'hono/factory'
import { admitControl, admitMetrics, type Admission } from '../gateway/authenticate.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerGatewayError } from './problem.ts'
import { secured } from './secured.ts'

/**
 * Lets nobody past who may not be here, before it is looked at whether there is anything: an unknown path tells a stranger
 * nothing. `/health` and paths below a uuid see to themselves.
 */
export function guard(deps: ControlDeps) {
  return createMiddleware<ControlEnv>(async (c, next) => {
    const admission = admit(deps, c.req.path, c.env.head)
    if (admission?.kind === 'refused') return answerGatewayError(admission)
    return next()
  })
}

function admit(deps: ControlDeps, path: string, head: ControlEnv['Bindings']['head']): Admission | null {
  if (path === '/api' || path.startsWith('/api/')) return admitControl(deps.gate, head, deps.now())
  return path === '/metrics' ? admitMetrics(deps.gate, head, deps.now()) : null
}

export const secureAnswers = createMiddleware(async (c, next) => {
  await next()
  secured(c.res)
})
