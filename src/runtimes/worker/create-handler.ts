import { createRateWindow } from '../../accounts/rate-window.ts'
import { createControlApi } from '../../admin/control-api.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import { toRefusalMarks } from '../../gateway/answer-marks.ts'
import type { Gate } from '../../gateway/authenticate.ts'
import { BodyLedger } from '../../gateway/body-ledger.ts'
import { AMBIGUOUS_PATH, BROKEN_BODY, OVERLOADED, TOO_LARGE } from '../../gateway/call-errors.ts'
import type { MethodHead } from '../../gateway/method-head.ts'
import type { Plan, PlannedCall } from '../../gateway/plan-call.ts'
import { guessProtocol, planCall } from '../../gateway/plan-call.ts'
import { createRequestEvents } from '../../gateway/request-log.ts'
import { presentedCredential } from '../../gateway/presented-credential.ts'
import { isMistypedPage, sitePathOf } from '../../admin/site-paths.ts'
import { sessionCookie } from '../../gateway/session-cookie.ts'
import { isUnderApi, parseTarget } from '../../gateway/target.ts'
import type { GatewayError } from '../../model/errors.ts'
import type { Protocol } from '../../model/protocol.ts'
import { createControlDeps } from './control-deps.ts'
import { dropBody } from './drop-body.ts'
import type { WorkerEnv } from './env.ts'
import { problemsOfBindings } from './env.ts'
import { Isolate, Misconfigured } from './isolate.ts'
import type { KeyNeed } from './key-need.ts'
import { needOf } from './key-need.ts'
import { pathOf, refuseAll } from './refuse-all.ts'
import { refuseAt, withOwnMarks } from './refuse-at.ts'
import { readRequestBody } from './request-body.ts'
import { createOwnId, toErrorResponse, toResponse } from './response.ts'
import type { ReadCall, Served } from './serve-call.ts'
import { serveCall } from './serve-call.ts'
import { toStateError } from './state-error.ts'
import type { WorkerSite } from './worker-site.ts'
import { createWorkerSite } from './worker-site.ts'
import type { PeerFacts } from './worker-head.ts'
import { toMethodHead } from './worker-head.ts'

/** How a deployed Worker and `worker:dev` differ. */
export interface HandlerMode {
  readonly open: Gate['open']
  peerOf(request: Request): PeerFacts
}

/** Keys and settings may change again while a call is planned anew; more often than this they do not. */
const MAX_PLANS = 4

/** How many credentials that are not known an isolate asks the gateway's object about, in any 60 s. */
const STRANGERS_A_MINUTE = 600

const CHANGING = "The gateway's keys or settings change faster than this call can be planned. Retry in a moment."

/** A plan, and the state of keys and settings that it was made by: those may change while a body comes. */
interface Planned {
  readonly plan: Plan
  readonly revision: number
}

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
      const work = started.handle(request, ctx)
      // Also when the caller goes away: else the platform stops in the middle, and what was taken is never given back.
      ctx.waitUntil(work.catch(ignore))
      const answer = await work
      if (!request.bodyUsed && request.body !== null) await dropBody(request.body)
      return answer
    } catch (error) {
      if (error instanceof Misconfigured) return refuseAll(request, error.message)
      if (error instanceof StateUnavailable) return refuseAt(pathOf(request), toStateError(error))
      console.error(
        JSON.stringify({ level: 50, msg: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
      throw error
    }
  }
}

class WorkerGateway {
  readonly #isolate: Isolate
  readonly #mode: HandlerMode
  readonly #bodies: BodyLedger
  readonly #strangers = createRateWindow(STRANGERS_A_MINUTE)
  readonly #control: ReturnType<typeof createControlApi>
  readonly #site: WorkerSite

  constructor(isolate: Isolate, mode: HandlerMode) {
    this.#isolate = isolate
    this.#mode = mode
    this.#bodies = new BodyLedger(isolate.settings.maxBufferedBytes)
    this.#control = createControlApi(createControlDeps(isolate))
    this.#site = createWorkerSite(isolate.env.ASSETS)
  }

  async handle(request: Request, ctx: Waiting): Promise<Response> {
    const startedAt = Date.now()
    const target = parseTarget(request.url)
    const peer = this.#mode.peerOf(request)
    if (target === null && isUnderApi(request.url)) {
      return this.#serveControl(request, toMethodHead(request, { path: request.url, query: '' }, peer))
    }
    const head = toMethodHead(request, target ?? { path: '/', query: '' }, peer)
    if (target === null) return this.#refuse(head, guessProtocol(request.url), AMBIGUOUS_PATH)
    const isPage = sitePathOf(head.method, head.path) !== null || isMistypedPage(head)
    const page = isPage ? await this.#site.answer(head) : null
    if (page !== null) return page
    const unknown = await this.#prepare(head)
    if (unknown !== null) return refuseAt(head.path, toStateError(unknown))
    const { plan, revision } = await this.#plan(head)
    switch (plan.kind) {
      case 'refused':
        return this.#refuse(head, plan.protocol, plan.error)
      case 'hello':
        return toResponse({ status: 200, statusText: '', headers: toRefusalMarks(createOwnId()), body: null })
      case 'control':
      case 'management':
        return this.#serveControl(request, head)
      case 'call':
        return this.#serveCall({ request, head, startedAt, ctx }, { plan, revision })
    }
  }

  /** Sees to it that nobody is let in, or refused, by keys that are not up to date. Tells why that cannot be. */
  async #prepare(head: MethodHead): Promise<StateUnavailable | null> {
    const need = needOf(head, this.#isolate.gate.uuids)
    if (!this.#mustAsk(head, need)) return null
    try {
      if (need === 'all') await this.#isolate.refreshWhole()
      else await this.#isolate.refresh()
      return null
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error
      return need === 'none' ? null : error
    }
  }

  #mustAsk(head: MethodHead, need: KeyNeed): boolean {
    if (!this.#isolate.hasAsked) return true
    switch (need) {
      case 'none':
      case 'keys':
        return false
      case 'reset':
        return true
      case 'admin':
      case 'all':
      case 'sign_in':
        return this.#mustAskOfAdmin(head, need)
    }
  }

  #mustAskOfAdmin(head: MethodHead, need: 'admin' | 'all' | 'sign_in'): boolean {
    if (presentedCredential(head).kind === 'one') return this.#isWorthAsking(head)
    // Of a key in the body, or of a session, nothing is known yet. (With a session alone, keys are asked for together with it.)
    if (need === 'sign_in' || (need === 'all' && sessionCookie(head) !== null)) {
      return this.#strangers.take(Date.now()) === 0
    }
    // Nobody without a credential is let in, where there is no open mode.
    return this.#isolate.gate.open !== 'never'
  }

  /** Who is refused by keys as they were known is refused by keys as they are. */
  async #plan(head: MethodHead): Promise<Planned> {
    const planned = this.#planNow(head)
    const { kind } = planned.plan
    if (kind !== 'refused' || needOf(head, this.#isolate.gate.uuids) !== 'keys' || !this.#isWorthAsking(head))
      return planned
    return (await this.#isolate.refresh()) ? this.#planNow(head) : planned
  }

  /** Strangers must not keep the gateway's object busy: it is asked about no more of them than the allowance has. */
  #isWorthAsking(head: MethodHead): boolean {
    const presented = presentedCredential(head)
    if (presented.kind !== 'one') return false
    const now = Date.now()
    return this.#isolate.gate.keys.find(presented.value, now).kind === 'known' || this.#strangers.take(now) === 0
  }

  #planNow(head: MethodHead): Planned {
    const { gate, settings, revision } = this.#isolate
    const { loadBalancer, providers } = settings
    const plan = planCall(head, { gate, balancing: loadBalancer.enabled, providers, now: Date.now() })
    return { plan, revision }
  }

  async #serveCall(
    from: { request: Request; head: MethodHead; startedAt: number; ctx: Waiting },
    planned: Planned & { readonly plan: PlannedCall },
  ): Promise<Response> {
    const { request, head, startedAt, ctx } = from
    const { protocol } = planned.plan.recognised
    const read = await readRequestBody(request, this.#bodies)
    switch (read.kind) {
      case 'too-large':
        return this.#refuse(head, protocol, TOO_LARGE)
      case 'overloaded':
        return this.#refuse(head, protocol, OVERLOADED)
      case 'gone':
        if (!request.signal.aborted) return this.#refuse(head, protocol, BROKEN_BODY)
        return new Response(null, { status: 499 })
      case 'whole':
    }
    const body = read.bytes
    const call: ReadCall = { head, body, startedAt, signal: request.signal, waitUntil: (work) => ctx.waitUntil(work) }
    let isHeld = true
    try {
      const served = await this.#servePlanned(call, planned)
      isHeld = served.kind === 'refused'
      return served.kind === 'answered' ? served.response : this.#refuse(head, protocol, served.error)
    } finally {
      if (isHeld) this.#bodies.giveBack(body.length)
    }
  }

  /** Plans anew as long as the pool knows of newer keys or settings than this isolate. */
  async #servePlanned(call: ReadCall, first: Planned): Promise<Exclude<Served, { kind: 'stale' }>> {
    let { plan, revision } = first
    for (let round = 1; round <= MAX_PLANS; round += 1) {
      if (plan.kind === 'refused') return plan
      if (plan.kind !== 'call') break
      const served = await serveCall(this.#isolate, this.#bodies, { call, plan, revision })
      if (served.kind !== 'stale') return served
      await this.#isolate.refresh()
      ;({ plan, revision } = this.#planNow(call.head))
    }
    return { kind: 'refused', error: toStateError(new StateUnavailable(CHANGING)) }
  }

  async #serveControl(request: Request, head: MethodHead): Promise<Response> {
    const answer = await this.#control.fetch(request, { head })
    return withOwnMarks(new Response(answer.body, answer))
  }

  #refuse(head: MethodHead, protocol: Protocol, error: GatewayError): Response {
    const id = createOwnId()
    createRequestEvents(this.#isolate.log, { record() {} }).onRefused(id, head, error)
    return toErrorResponse(protocol, error, id)
  }
}

function ignore(): void {
  // told where it is awaited
}
