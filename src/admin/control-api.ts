import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { alertRoutes } from './alert-routes.ts'
import { accountRoutes } from './account-routes.ts'
import { createSettingsChanger } from './change-settings.ts'
import { auditRoutes } from './audit-routes.ts'
import { auditTrail } from './audit-trail.ts'
import { noteChanges } from './change-notes.ts'
import { analyticsRoutes } from './analytics-routes.ts'
import { configRoutes } from './config-routes.ts'
import { eventsRoutes } from './events-routes.ts'
import { guard, refuseAmbiguous, secureAnswers } from './guard.ts'
import { createHealth } from './health.ts'
import { keyRoutes } from './key-routes.ts'
import { loadBalancerRoutes } from './load-balancer-routes.ts'
import { toOpenApi } from './openapi.ts'
import { createOverview } from './overview.ts'
import { overviewRoutes } from './overview-routes.ts'
import { metricsRoutes } from './metrics-routes.ts'
import { poolRoutes } from './pool-routes.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { Conflict } from './ports.ts'
import { StateUnavailable } from '../model/state-unavailable.ts'
import { answerConflict, answerNotFound, answerProblem } from './problem.ts'
import { priceRoutes } from './price-routes.ts'
import { refuseQuery } from './refuse-query.ts'
import { requestRoutes } from './request-routes.ts'
import { toProviderRows } from './provider-view.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { INDEX, sitePathOf } from './site-paths.ts'
import { statsRoutes } from './stats-routes.ts'

const NOTHING = 'There is nothing at this path.'

/** A runtime that has the dashboard answers its pages before anybody asks here. */
const NOT_BUILT =
  'There is no dashboard here, since none was built: in a checkout, `npm run build:dashboard` builds it, and the next start shows it.'

/**
 * Everything that is not a vendor's path: `/api`, `/health`, `/metrics` and the management of pool `lb` below a uuid. Call
 * `app.fetch(request, {head})`: who is let in depends on facts that a Fetch request does not carry.
 */
export function createControlApi(deps: ControlDeps): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()
  const health = createHealth(deps)
  const changeSettings = createSettingsChanger(deps)
  const overview = createOverview(deps)
  let openApi: object | null = null

  app.use(secureAnswers)
  app.use(refuseAmbiguous)
  app.use(guard(deps))
  app.use(refuseQuery)
  app.use(noteChanges(deps.changes))
  app.use(auditTrail(deps))
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(', ')
        const detail = `${c.req.method} is not offered here; ${allow} is.`
        // Hono lays the headers of the 404 that stands here over those of the answer that takes its place.
        c.res.headers.delete('x-claudeflare-error')
        const response = answerProblem({ status: 405, code: 'method_not_allowed', detail })
        response.headers.set('allow', allow)
        return response
      },
    }),
  )

  app.get('/health', async (c) => {
    const status = await health()
    return c.json({ status }, status === 'ok' ? 200 : 503)
  })
  app.get('/health/live', (c) => c.json({ status: 'ok' }))
  app.get('/api/openapi.json', (c) => {
    openApi ??= toOpenApi(deps.version)
    return c.json(openApi)
  })
  app.route('/api/config', configRoutes(deps, changeSettings))
  app.route('/api/accounts', accountRoutes(deps))
  app.route('/api/sign-ins', signInRoutes(deps))
  app.get('/api/providers', (c) => c.json({ items: toProviderRows(deps.settings()), next: null }))
  app.route('/api/pools', poolRoutes(deps, changeSettings))
  app.route('/api/prices', priceRoutes(deps))
  app.route('/api/alerts', alertRoutes(deps))
  app.route('/api/keys', keyRoutes(deps))
  app.route('/api/session', sessionRoutes(deps))
  app.route('/api/audit', auditRoutes(deps))
  app.route('/api/stats', statsRoutes(deps))
  app.route('/api/requests', requestRoutes(deps))
  app.route('/api/overview', overviewRoutes(overview))
  app.route('/api/events', eventsRoutes(deps, overview))
  app.route('/api/analytics', analyticsRoutes(deps))
  app.route('/metrics', metricsRoutes(deps))
  app.route('/:uuid/lb/v1/load-balancer', loadBalancerRoutes(deps))

  app.notFound((c) => {
    // As it was sent: encoded, it is the address of no page, whether or not one was built.
    const { path } = c.env.head
    return answerNotFound(sitePathOf(c.req.method, path) === INDEX ? NOT_BUILT : NOTHING)
  })
  app.onError((error) => {
    if (error instanceof StateUnavailable) {
      return answerProblem({ status: 503, code: 'state_unavailable', detail: error.message })
    }
    if (error instanceof Conflict) return answerConflict(error.message)
    deps.onBug(error)
    return answerProblem({ status: 500, code: 'internal', detail: 'Something went wrong; the log says what.' })
  })
  return app
}
