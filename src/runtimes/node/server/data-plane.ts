import type { IncomingMessage, ServerResponse } from 'node:http'
import { toErrorAnswer } from '../../../gateway/answer.ts'
import { toRefusalMarks } from '../../../gateway/answer-marks.ts'
import { assembleCall, refuseAssembled } from '../../../gateway/assemble-call.ts'
import type { LimitedAdmission, LimitPorts } from '../../../gateway/admit-limited.ts'
import { admitLimited } from '../../../gateway/admit-limited.ts'
import type { Gate } from '../../../gateway/authenticate.ts'
import type { BodyLedger } from '../../../gateway/body-ledger.ts'
import type { Credentials } from '../../../gateway/credentials.ts'
import type { CallHold } from '../../../gateway/call-hold.ts'
import { KEY_DELETED, noSuchPool, OVERLOADED, TOO_LARGE } from '../../../gateway/call-errors.ts'
import { Exchange } from '../../../gateway/exchange.ts'
import type { MethodHead } from '../../../gateway/method-head.ts'
import type { PlannedCall } from '../../../gateway/plan-call.ts'
import type { PoolRuntime } from '../../../gateway/pool-runtime.ts'
import { ownRecipient } from '../../../gateway/recipients.ts'
import { encodeRequestId } from '../../../gateway/request-id.ts'
import type { RequestEvents } from '../../../gateway/request-log.ts'
import { recipientsOf } from '../../../gateway/state-recipients.ts'
import type { Call } from '../../../model/call.ts'
import type { ClientKeyRecord } from '../../../model/client-key.ts'
import type { GatewayError } from '../../../model/errors.ts'
import type { Protocol } from '../../../model/protocol.ts'
import type { Settings } from '../../../model/settings.ts'
import { readLoad } from '../../../protocols/call-load.ts'
import type { Connections } from '../upstream/connections.ts'
import { ReplayBody } from '../upstream/replay-body.ts'
import type { BodyRead } from './read-body.ts'
import { isDeclaredTooLarge, readBody } from './read-body.ts'
import type { RelayContext } from './relay.ts'
import { Relay } from './relay.ts'
import { writeAnswer } from './write-answer.ts'

const NO_BYTES = new Uint8Array(0)
const UNKNOWN_POLICY = { strategy: 'session', sessionScope: 'pool' } as const

export interface DataPlaneContext {
  settings(): Settings
  readonly gate: Gate
  readonly limits: LimitPorts
  pool(name: string): PoolRuntime | null
  readonly connections: Connections
  readonly credentials: Credentials
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
    writeAnswer(visitor.response, { ...answer, headers: [...answer.headers, ...toRefusalMarks(id)] })
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
    // A body may take its time, and a key that is deleted ends at once.
    if (plan.client !== null && !this.#context.gate.keys.has(plan.client.id)) {
      bodies.giveBack(body.size)
      this.refuse(visitor, plan.recognised.protocol, KEY_DELETED)
      return
    }
    const policy = settings.pools.find(({ name }) => name === plan.pool) ?? UNKNOWN_POLICY
    const assembled = assembleCall({ head: visitor.head, plan, startedAt, body: body.bytes, policy })
    const refused = refuseAssembled(plan, assembled, body.bytes)
    if (refused !== null) {
      bodies.giveBack(body.size)
      this.refuse(visitor, assembled.protocol, refused)
      return
    }
    const id = this.#context.nextRequestId(startedAt)
    const call: Call = { ...assembled, id, name: encodeRequestId(id) }
    let hold: CallHold | null = null
    if (plan.limited !== null) {
      const admission = this.#hold(call, { key: plan.limited, body, pool })
      if (admission.kind === 'refused') {
        bodies.giveBack(body.size)
        this.refuse(visitor, call.protocol, admission.error)
        return
      }
      if (admission.kind === 'held') hold = admission.hold
    }
    const recipients = plan.own === null ? recipientsOf(pool, plan.way, call) : ownRecipient(plan.own)
    const ports = { rules: settings.attempts, budget: pool.budget, events, hold }
    const context: RelayContext = {
      connections: this.#context.connections,
      credentials: this.#context.credentials,
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

  /** What the call may use of its client key's tokens and budget; of the body more is read for such keys alone. */
  #hold(call: Call, from: { key: ClientKeyRecord; body: ReplayBody; pool: PoolRuntime }): LimitedAdmission {
    const { key, body, pool } = from
    const load = readLoad(call.operation, body.bytes ?? NO_BYTES)
    const { limits, now } = this.#context
    return admitLimited({ key, call, load, targetsOf: pool.targetsOf }, limits, now())
  }
}
