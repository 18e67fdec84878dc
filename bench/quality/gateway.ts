import { GIVEN } from '../../src/gateway/answer-end.ts'
import { EXAMPLE_CALL } from '../../src/gateway/call-fixture.ts'
import type { Account } from '../../src/model/account.ts'
import type { Call } from '../../src/model/call.ts'
import type { CallSize } from '../../src/model/call-size.ts'
import type { LimitsTold } from '../../src/model/limit.ts'
import type { Refusal } from '../../src/model/refusal.ts'
import type { Usage } from '../../src/model/usage.ts'
import type { ClockQueue } from './clock-queue.ts'
import type { Chooser, Exchanging, NextStep, RefusedWith } from './exchanging.ts'
import type { Asked, Vendor } from './vendor.ts'

/** One try of a caller's call. */
export interface Request {
  readonly asked: Asked
  readonly call: Pick<Call, 'model' | 'conversation'>
  /** As the gateway can tell it. */
  readonly size: CallSize
}

/** How it went, as its caller sees it. */
export type Result =
  | { readonly kind: 'answered'; readonly usage: Usage }
  | { readonly kind: 'refused'; readonly retryAfterS: number | null }
  /** The gateway ended under it. */
  | { readonly kind: 'lost' }

/** Told of what the caller does not see. */
export interface Onlooker {
  onVendorRefused(): void
  onHeld(ms: number): void
}

/** One request under way. */
interface Passage {
  readonly exchanging: Exchanging
  readonly request: Request
  readonly onlooker: Onlooker
  readonly done: (result: Result, now: number) => void
  /** It was on its way when the gateway was started anew. */
  lost: boolean
  /** Seconds that the vendor's last refusal asked to wait. */
  retryAfterS: number | null
}

export interface GatewayPorts {
  readonly chooser: Chooser
  readonly vendor: Vendor
  readonly queue: ClockQueue
  /** In the order of the vendor's. */
  readonly accounts: readonly Account[]
}

/** Drives Exchanges in virtual time: the third driver, beside the relays of Node and of the Worker. */
export class Gateway {
  readonly #ports: GatewayPorts
  readonly #numbers: ReadonlyMap<string, number>
  readonly #underWay = new Set<Passage>()
  #calls = 0

  constructor(ports: GatewayPorts) {
    this.#ports = ports
    this.#numbers = new Map(ports.accounts.map(({ id }, index) => [id, index]))
  }

  ask(request: Request, onlooker: Onlooker, done: Passage['done']): void {
    const now = this.#ports.queue.now()
    const id = ++this.#calls
    const { model, conversation } = request.call
    const { size } = request
    const call = { ...EXAMPLE_CALL, model, conversation, size, id, name: `req_${id}`, startedAt: now }
    const exchanging = this.#ports.chooser.open(call, request.asked, now)
    const passage: Passage = { exchanging, request, onlooker, done, lost: false, retryAfterS: null }
    this.#underWay.add(passage)
    this.#do(passage, exchanging.begin(now), now)
  }

  /** What is under way reaches nobody any more. */
  restart(now: number): void {
    const lost = [...this.#underWay]
    this.#underWay.clear()
    this.#ports.chooser.restart(now)
    for (const passage of lost) {
      passage.lost = true
      passage.done({ kind: 'lost' }, now)
    }
  }

  #do(passage: Passage, step: NextStep, now: number): void {
    switch (step.kind) {
      case 'send':
        this.#send(passage, step.account, now)
        return
      case 'wait':
        this.#later(passage, now + step.ms, (later) => {
          passage.onlooker.onHeld(later - now)
          this.#do(passage, passage.exchanging.onWaited(later), later)
        })
        return
      case 'pass':
        this.#refuse(passage, step.waitS ?? passage.retryAfterS, now)
        return
      case 'refuse':
        this.#refuse(passage, step.error.retryAfterS, now)
    }
  }

  #send(passage: Passage, account: Account, now: number): void {
    const { vendor } = this.#ports
    const { exchanging, request, onlooker } = passage
    const answer = vendor.ask(this.#numberOf(account), request.asked, now)
    if (answer.kind === 'refused') {
      onlooker.onVendorRefused()
      this.#later(passage, answer.at, (later) => {
        passage.retryAfterS = answer.retryAfterS
        const until = later + answer.retryAfterS * 1_000
        const refusal = { kind: 'limit', status: 429, until, scope: ACCOUNT, code: 'rate_limit_error' } as const
        this.#do(passage, exchanging.onRefused(toRefused(refusal, answer.limits), later), later)
      })
      return
    }
    this.#later(passage, answer.firstByteAt, (later) => exchanging.onAnswered(answer.limits, later))
    this.#later(passage, answer.endsAt, (later) => {
      this.#underWay.delete(passage)
      exchanging.onEnd({ end: 'ok', usage: answer.usage, model: request.call.model, cause: null }, later)
      passage.done({ kind: 'answered', usage: answer.usage }, later)
    })
  }

  #refuse(passage: Passage, retryAfterS: number | null, now: number): void {
    this.#underWay.delete(passage)
    passage.exchanging.onEnd(GIVEN, now)
    passage.done({ kind: 'refused', retryAfterS }, now)
  }

  #later(passage: Passage, time: number, run: (now: number) => void): void {
    this.#ports.queue.at(time, (now) => {
      if (!passage.lost) run(now)
    })
  }

  #numberOf({ id, name }: Account): number {
    const number = this.#numbers.get(id)
    if (number === undefined) throw new Error(`the vendor knows no account ${name}`)
    return number
  }
}

const ACCOUNT = { kind: 'account' } as const

function toRefused(refusal: Refusal, limits: LimitsTold | null): RefusedWith {
  return limits === null ? { status: 429, refusal } : { status: 429, refusal, limits }
}
