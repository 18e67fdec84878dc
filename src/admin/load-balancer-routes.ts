import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { admitByUuid, admitReset } from '../gateway/authenticate.ts'
import { toAdmitted } from './admit-caller.ts'
import { BALANCED_POOL } from '../model/pool.ts'
import { toLoadBalancerConfig, toLoadBalancerStatus } from './load-balancer-view.ts'
import type { ControlBoard, ControlDeps, ControlEnv } from './ports.ts'
import { StateUnavailable } from '../model/state-unavailable.ts'
import { answerGatewayError, answerNotFound } from './problem.ts'

/** `/:uuid/lb/v1/load-balancer/…`: pool `lb` for whoever knows the uuid; `reset` asks for an admin key once any key exists. */
export function loadBalancerRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  async function answerWith(answer: (board: ControlBoard) => Promise<Response>): Promise<Response> {
    const board = deps.boards().get(BALANCED_POOL)
    return board === undefined ? answerNotFound('There is no pool lb.') : answer(board)
  }

  /** From the board itself, or where that cannot be reached from what was last published of it, which then says its age. */
  async function answerStatus(board: ControlBoard): Promise<Response> {
    try {
      return Response.json(toLoadBalancerStatus(deps.settings(), await board.view(deps.now())))
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error
      const snapshot = await deps.snapshot(BALANCED_POOL)
      if (snapshot === null) throw error
      const ageMs = Math.max(0, deps.now() - snapshot.takenAt)
      const { loadBalancer } = toLoadBalancerStatus(deps.settings(), snapshot.view)
      const body = { loadBalancer: { ...loadBalancer, snapshot: { takenAt: snapshot.takenAt, ageMs } } }
      return Response.json(body, { headers: { age: String(Math.floor(ageMs / 1000)) } })
    }
  }

  const byUuid = createMiddleware<ControlEnv>(async (c, next) => {
    const admission = admitByUuid(deps.gate, c.req.param('uuid') ?? '')
    return admission.kind === 'refused' ? answerGatewayError(admission) : next()
  })

  routes.use('*', byUuid)

  routes.get('/status', () => answerWith(answerStatus))

  routes.get('/config', () =>
    answerWith(async (board) => Response.json(toLoadBalancerConfig(deps.settings(), await board.view(deps.now())))),
  )

  routes.post('/reset', (c) => {
    const now = deps.now()
    const admission = admitReset(deps.gate, c.req.param('uuid') ?? '', { head: c.env.head, now })
    const admitted = toAdmitted(admission)
    if (admitted.kind === 'refused') return answerGatewayError(admitted.error)
    c.set('caller', admitted.caller)
    return answerWith(async (board) => {
      await board.reset(null, now)
      const message = 'The statistics of pool lb are cleared and its disabled keys enabled; cooldowns stay.'
      return Response.json({ message })
    })
  })

  return routes
}
