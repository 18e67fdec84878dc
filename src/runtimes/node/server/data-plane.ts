import type { IncomingMessage, ServerResponse } from 'node:http'
import { toErrorAnswer } from '../../../gateway/answer.ts'
import { assembleCall, refuseAssembled } from '../../../gateway/assemble-call.ts'
import type { Gate } from '../../../gateway/authenticate.ts'
import type { BodyLedger } from '../../../gateway/body-ledger.ts'
import { noSuchPool, OVERLOADED, TOO_LARGE } from '../../../gateway/call-errors.ts'
import { Exchange } from '../../../gateway/exchange.ts'
import type { MethodHead } from '../../../gateway/method-head.ts'
import type { PlannedCall } from '../../../gateway/plan-call.ts'
import type { PoolRuntime } from '../../../gateway/pool-runtime.ts'
import { ownRecipient } from '../../../gateway/recipients.ts'
import { encodeRequestId } from '../../../gateway/request-id.ts'
import type { RequestEvents } from '../../../gateway/request-log.ts'
import { recipientsOf } from '../../../gateway/state-recipients.ts'
import type { Call } from '../../../model/call.ts'
import type { GatewayError } from '../../../model/errors.ts'
import type { Protocol } from '../../../model/protocol.ts'
import type { Settings } from '../../../model/settings.ts'
import type { Connections } from '../upstream/connections.ts'
import { ReplayBody } from '../upstream/replay-body.ts'
import type { BodyRead } from './read-body.ts'
import { isDeclaredTooLarge, readBody } from './read-body.ts'
import type { RelayContext } from './relay.ts'
import { Relay } from './relay.ts'
import { writeAnswer } from './write-answer.ts'

export interface DataPlaneContext {
  settings(): Settings
  readonly gate: Gate
  pool(name: string): PoolRuntime | null
  readonly connections: Connections
  readonly bodies: BodyLedger
  readonly events: RequestEvents
  /** Rises with every call. */
  nextRequestId(now: number): number
  readonly now: () => number
}

/** One request on its way in. */
export interface Visitor {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly head: MethodHead
}

/** Carries vendors' calls: reads the body, opens the Exchange, and lets a Relay drive it. */
export class DataPlane {
  readonly #context: DataPlaneContext
  /** A count, not a set of them: the tables of a set that is ever filled and emptied outlive what was in it. */
  #inFlight = 0

  constructor(context: DataPlaneContext) {
    this.#context = context
  }

  /** Calls under way, until the last byte of their answer has left. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Serves a call that was let in. `goOn` asks a caller that waits for it to send its body. */
  serve(visitor: Visitor, plan: PlannedCall, goOn: () => void): void {
    const startedAt = this.#context.now()
    if (isDeclaredTooLarge(visitor.request)) {
      this.refuse(visitor, plan.recognised.protocol, TOO_LARGE)
      return
    }
    goOn()
    readBody(visitor.request, this.#context.bodies, (read) => this.#onBody(visitor, { plan, startedAt }, read))
  }

  /** Answers with an error of the gateway's own. */
  refuse(visitor: Visitor, protocol: Protocol, error: GatewayError): void {
    const id = this.#context.nextRequestId(this.#context.now())
    const answer = toErrorAnswer(protocol, error, id)
    this.#context.events.onRefused(id, visitor.head, error)
    const ours = ['x-claudeflare-request-id', encodeRequestId(id), 'x-claudeflare-attempts', '0']
    writeAnswer(visitor.response, { ...answer, headers: [...answer.headers, ...ours] })
  }

  #onBody(visitor: Visitor, begun: { plan: PlannedCall; startedAt: number }, read: BodyRead): void {
    const { protocol } = begun.plan.recognised
    switch (read.kind) {
      case 'whole':
        this.#open(visitor, begun, new ReplayBody(read.bytes))
        return
      case 'too-large':
        this.refuse(visitor, protocol, TOO_LARGE)
        return
      case 'overloaded':
        this.refuse(visitor, protocol, OVERLOADED)
        return
      case 'gone':
    }
  }

  #open(visitor: Visitor, begun: { plan: PlannedCall; startedAt: number }, body: ReplayBody): void {
    const { plan, startedAt } = begun
    const { bodies, events, now } = this.#context
    const settings = this.#context.settings()
    const pool = this.#context.pool(plan.pool)
    if (pool === null) {
      bodies.giveBack(body.size)
      this.refuse(visitor, plan.recognised.protocol, noSuchPool(plan.pool))
      return
    }
    const sessionScope = settings.pools.find(({ name }) => name === plan.pool)?.sessionScope ?? 'pool'
    const assembled = assembleCall({ head: visitor.head, plan, startedAt, body: body.bytes, sessionScope })
    const refused = refuseAssembled(plan, assembled)
    if (refused !== null) {
      bodies.giveBack(body.size)
      this.refuse(visitor, assembled.protocol, refused)
      return
    }
    const id = this.#context.nextRequestId(startedAt)
    const call: Call = { ...assembled, id, name: encodeRequestId(id) }
    const recipients = plan.own === null ? recipientsOf(pool, plan.way, call) : ownRecipient(plan.own)
    const ports = { rules: settings.attempts, budget: pool.budget, events }
    const context: RelayContext = {
      connections: this.#context.connections,
      firstEventMs: settings.timeouts.firstEventMs,
      stallMs: settings.timeouts.idleMs,
      expose: plan.mayExposeAccount || settings.exposeAccount,
      now,
      onForgotten: (size) => bodies.giveBack(size),
    }
    const { request, response } = visitor
    const relay = new Relay({ request, response, body }, new Exchange(call, recipients, ports, now()), context)
    this.#inFlight++
    response.on('close', () => {
      relay.onGone()
      this.#inFlight--
    })
    response.on('drain', relay.onDrain)
    if (response.destroyed || (request.destroyed && !request.complete)) relay.onGone()
    else relay.start()
  }
}
