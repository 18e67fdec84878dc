import { createControlApi } from '../../admin/control-api.ts'
import { StateUnavailable } from '../../admin/ports.ts'
import type { Gate } from '../../gateway/authenticate.ts'
import { BodyLedger } from '../../gateway/body-ledger.ts'
import { AMBIGUOUS_PATH, OVERLOADED, TOO_LARGE } from '../../gateway/call-errors.ts'
import type { MethodHead } from '../../gateway/method-head.ts'
import type { Plan, PlannedCall } from '../../gateway/plan-call.ts'
import { guessProtocol, planCall } from '../../gateway/plan-call.ts'
import { createRequestEvents } from '../../gateway/request-log.ts'
import { routeOf } from '../../gateway/route.ts'
import { parseTarget } from '../../gateway/target.ts'
import type { GatewayError } from '../../model/errors.ts'
import type { Protocol } from '../../model/protocol.ts'
import { createControlDeps } from './control-deps.ts'
import type { WorkerEnv } from './env.ts'
import { problemsOfBindings } from './env.ts'
import { Isolate, Misconfigured } from './isolate.ts'
import { readRequestBody } from './request-body.ts'
import { createOwnId, ownMarks, toErrorResponse, toResponse } from './response.ts'
import type { ReadCall, Served } from './serve-call.ts'
import { serveCall } from './serve-call.ts'
import { toStateError } from './state-unavailable.ts'
import type { PeerFacts } from './worker-head.ts'
import { toMethodHead } from './worker-head.ts'

/** How a deployed Worker and `worker:dev` differ. */
export interface HandlerMode {
  readonly open: Gate['open']
  peerOf(request: Request): PeerFacts
}

/** An isolate has 128 MB for everything; request bodies may hold half of it, whatever the setting allows. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024
/** Keys and settings may change again while a call is planned anew; more often than this they do not. */
const MAX_PLANS = 4

const CHANGING = "The gateway's keys or settings change faster than this call can be planned. Retry in a moment."

type Waiting = Pick<ExecutionContext, 'waitUntil'>

/** The gateway as a Worker's `fetch`. */
export function createHandler(
  mode: HandlerMode,
): (request: Request, env: WorkerEnv, ctx: Waiting) => Promise<Response> {
  let started: WorkerGateway | null = null
  return async (request, env, ctx) => {
    const problems = problemsOfBindings(env)
    if (problems.length > 0) return refuseAll(request, problems.join(' '))
    try {
      started ??= new WorkerGateway(new Isolate(env, mode.open), mode)
      return await started.handle(request, ctx)
    } catch (error) {
      if (error instanceof Misconfigured) return refuseAll(request, error.message)
      if (error instanceof StateUnavailable)
        return toErrorResponse(guessProtocol(request.url), toStateError(error), createOwnId())
      console.error(
        JSON.stringify({ level: 50, msg: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
      throw error
    }
  }
}

/** Nothing can be served as this Worker is set up. */
function refuseAll(request: Request, message: string): Response {
  console.error(JSON.stringify({ level: 50, msg: message }))
  const error: GatewayError = { code: 'state_unavailable', message, retryAfterS: null }
  return toErrorResponse(guessProtocol(request.url), error, createOwnId())
}

class WorkerGateway {
  readonly #isolate: Isolate
  readonly #mode: HandlerMode
  readonly #bodies: BodyLedger
  readonly #control: ReturnType<typeof createControlApi>

  constructor(isolate: Isolate, mode: HandlerMode) {
    this.#isolate = isolate
    this.#mode = mode
    this.#bodies = new BodyLedger(Math.min(isolate.settings.maxBufferedBytes, MAX_BUFFERED_BYTES))
    this.#control = createControlApi(createControlDeps(isolate))
  }

  async handle(request: Request, ctx: Waiting): Promise<Response> {
    const startedAt = Date.now()
    const target = parseTarget(request.url)
    const head = toMethodHead(request, target ?? { path: '/', query: '' }, this.#mode.peerOf(request))
    if (target === null) return this.#refuse(head, guessProtocol(request.url), AMBIGUOUS_PATH)
    const unknown = await this.#prepare(head)
    if (unknown !== null) return this.#refuse(head, guessProtocol(head.path), toStateError(unknown))
    const plan = await this.#plan(head)
    switch (plan.kind) {
      case 'refused':
        return this.#refuse(head, plan.protocol, plan.error)
      case 'hello':
        return toResponse({ status: 200, statusText: '', headers: ownMarks(createOwnId()), body: null })
      case 'control':
      case 'management':
        return this.#serveControl(request, head)
      case 'call':
        return this.#serveCall({ request, head, startedAt, ctx }, plan)
    }
  }

  /** The first request of an isolate fetches keys and settings; without them only who knows a uuid is let in. Tells why not. */
  async #prepare({ path }: MethodHead): Promise<StateUnavailable | null> {
    const route = routeOf(path).kind
    const isControl = route === 'control' && path !== '/health/live'
    try {
      if (isControl) await this.#isolate.refreshWhole()
      else if (!this.#isolate.hasAsked) await this.#isolate.refresh()
      return null
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error
      return route === 'control' || route === 'direct' ? error : null
    }
  }

  /** Who is refused by keys as they were known is refused by keys as they are. */
  async #plan(head: MethodHead): Promise<Plan> {
    const plan = this.#planNow(head)
    if (plan.kind !== 'refused' || routeOf(head.path).kind !== 'direct') return plan
    return (await this.#isolate.refresh()) ? this.#planNow(head) : plan
  }

  #planNow(head: MethodHead): Plan {
    const { gate, settings } = this.#isolate
    return planCall(head, { gate, balancing: settings.loadBalancer.enabled, now: Date.now() })
  }

  async #serveCall(
    from: { request: Request; head: MethodHead; startedAt: number; ctx: Waiting },
    planned: PlannedCall,
  ): Promise<Response> {
    const { request, head, startedAt, ctx } = from
    const { protocol } = planned.recognised
    const read = await readRequestBody(request, this.#bodies)
    switch (read.kind) {
      case 'too-large':
        return this.#refuse(head, protocol, TOO_LARGE)
      case 'overloaded':
        return this.#refuse(head, protocol, OVERLOADED)
      case 'gone':
        return new Response(null, { status: 499 })
      case 'whole':
    }
    const body = read.bytes
    const call: ReadCall = { head, body, startedAt, signal: request.signal, waitUntil: (work) => ctx.waitUntil(work) }
    const served = await this.#servePlanned(call, planned)
    if (served.kind === 'answered') return served.response
    this.#bodies.giveBack(body.length)
    return this.#refuse(head, protocol, served.error)
  }

  /** Plans anew as long as the pool knows of newer keys or settings than this isolate. */
  async #servePlanned(call: ReadCall, planned: PlannedCall): Promise<Exclude<Served, { kind: 'stale' }>> {
    let plan: Plan = planned
    for (let round = 1; round <= MAX_PLANS; round += 1) {
      if (plan.kind === 'refused') return plan
      if (plan.kind !== 'call') break
      const served = await serveCall(this.#isolate, this.#bodies, { call, plan })
      if (served.kind !== 'stale') return served
      await this.#isolate.refresh()
      plan = this.#planNow(call.head)
    }
    return { kind: 'refused', error: toStateError(new StateUnavailable(CHANGING)) }
  }

  async #serveControl(request: Request, head: MethodHead): Promise<Response> {
    const answer = await this.#control.fetch(request, { head })
    const response = new Response(answer.body, answer)
    const marks = ownMarks(createOwnId())
    for (let i = 0; i + 1 < marks.length; i += 2) response.headers.set(marks[i] ?? '', marks[i + 1] ?? '')
    return response
  }

  #refuse(head: MethodHead, protocol: Protocol, error: GatewayError): Response {
    const id = createOwnId()
    createRequestEvents(this.#isolate.log, { record() {} }).onRefused(id, head, error)
    return toErrorResponse(protocol, error, id)
  }
}
