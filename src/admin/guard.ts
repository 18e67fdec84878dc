import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { admitMetrics } from '../gateway/authenticate.ts'
import { AMBIGUOUS_PATH } from '../gateway/call-errors.ts'
import { toSessionCookie } from '../gateway/session-cookie.ts'
import { parseTarget } from '../gateway/target.ts'
import { admitCaller, toAdmitted, type Admitted } from './admit-caller.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerGatewayError } from './problem.ts'
import { secured } from './secured.ts'

/** How often a session's use is noted, ms. */
const TOUCH_EVERY_MS = 60_000

/**
 * Lets nobody past who may not be here, before it is looked at whether there is anything: an unknown path tells a stranger
 * nothing. `/health`, signing in and paths below a uuid see to themselves.
 */
export function guard(deps: ControlDeps) {
  return createMiddleware<ControlEnv>(async (c, next) => {
    const admitted = await admit(deps, c)
    if (admitted === null) return next()
    if (admitted.kind === 'refused') return answerGatewayError(admitted.error)
    c.set('caller', admitted.caller)
    await next()
    keepAlive(deps, c)
  })
}

async function admit(deps: ControlDeps, c: Context<ControlEnv>): Promise<Admitted | null> {
  const { path, method } = c.req
  const { head } = c.env
  if (path === '/metrics') return toAdmitted(admitMetrics(deps.gate, head, deps.now()))
  if (path !== '/api' && !path.startsWith('/api/')) return null
  if (path === '/api/session' && method === 'POST' && deps.gate.keys.haveBegun()) return null
  return admitCaller(deps, { head, method })
}

/** A session's time, and its cookie's, begin anew as it is used; a cookie that the answer sets or takes away stays that way. */
function keepAlive(deps: ControlDeps, c: Context<ControlEnv>): void {
  const caller = c.get('caller')
  const now = deps.now()
  // Who only listens is not there for sure: a page that nobody looks at reconnects for ever.
  if (c.req.path === '/api/events') return
  if (caller.kind !== 'session' || now - caller.session.usedAt < TOUCH_EVERY_MS) return
  if (c.res.headers.has('set-cookie')) return
  deps.sessions.touch(caller.session.hash, now)
  c.res.headers.set('set-cookie', toSessionCookie(c.env.head, caller.value))
}

/** A path that can be read in two ways is nobody's, whoever asks: the runtime gives it as it came. */
export const refuseAmbiguous = createMiddleware<ControlEnv>(async (c, next) => {
  if (parseTarget(c.env.head.path) === null) return answerGatewayError(AMBIGUOUS_PATH)
  return next()
})

/** Every answer, whoever gave it, has the headers that keep it from other sites. */
export const secureAnswers = createMiddleware(async (c, next) => {
  await next()
  secured(c.res)
})
