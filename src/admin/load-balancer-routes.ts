import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { admitByUuid, admitReset } from '../gateway/authenticate.ts'
import { BALANCED_POOL } from '../model/pool.ts'
import { toLoadBalancerConfig, toLoadBalancerStatus } from './load-balancer-view.ts'
import type { ControlBoard, ControlDeps, ControlEnv } from './ports.ts'
import { answerGatewayError, answerNotFound } from './problem.ts'

/** `/:uuid/lb/v1/load-balancer/…`: pool `lb` for whoever knows the uuid; `reset` asks for an admin key once any key exists. */
export function loadBalancerRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  function answerWith(view: (board: ControlBoard) => object): Response {
    const board = deps.boards().get(BALANCED_POOL)
    return board === undefined ? answerNotFound('There is no pool lb.') : Response.json(view(board))
  }

  const byUuid = createMiddleware<ControlEnv>(async (c, next) => {
    const admission = admitByUuid(deps.gate, c.req.param('uuid') ?? '')
    return admission.kind === 'refused' ? answerGatewayError(admission) : next()
  })

  routes.use('*', byUuid)

  routes.get('/status', () => answerWith((board) => toLoadBalancerStatus(deps.settings(), board.view(deps.now()))))

  routes.get('/config', () => answerWith((board) => toLoadBalancerConfig(deps.settings(), board.view(deps.now()))))

  routes.post('/reset', (c) => {
    const now = deps.now()
    const admission = admitReset(deps.gate, c.req.param('uuid') ?? '', { head: c.env.head, now })
    if (admission.kind === 'refused') return answerGatewayError(admission)
    return answerWith((board) => {
      board.reset(null, now)
      return { message: 'The statistics of pool lb are cleared and its disabled keys enabled; cooldowns stay.' }
    })
  })

  return routes
}
