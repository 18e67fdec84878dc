import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { AnswerEnd } from '../../gateway/answer-end.ts'
import type { Answered, ExchangeRecord, Failure, Refused } from '../../gateway/step.ts'
import type { Forgotten, Opened, Opening, PoolRpc, RemoteStep, Stand } from './rpc.ts'
import type { Waits } from './ask-object.ts'
import type { AskPool } from './ask-object.ts'

/** How often it is looked whether there is something to tell: an answer that has begun and goes on for longer is. */
const LOOK_EVERY_MS = 1_000
/** How often a pool hears that a call goes on; well within `LEASE_MS`. */
const ALIVE_EVERY_MS = 60_000

/** A call of this isolate's whose Exchange is in its pool's object: one question before each attempt, one after the last. */
export class RemoteExchange {
  readonly id: number
  readonly #ask: AskPool
  readonly #opening: Opening
  readonly #startedAt: number
  #record: ExchangeRecord
  #answered: Answered | null = null
  #firstByteAt: number | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #toldAt = Date.now()
  #isAnswerTold = false
  #isOver = false
  /** What was told last: one comes after the other. */
  #told: Promise<unknown> = Promise.resolve()

  /** `startedAt` is by this machine's clock. */
  constructor(
    opened: Extract<Opened, { kind: 'opened' }>,
    from: { readonly opening: Opening; readonly startedAt: number },
    ask: AskPool,
  ) {
    this.id = opened.id
    this.#record = opened.record
    this.#opening = from.opening
    this.#startedAt = from.startedAt
    this.#ask = ask
    this.#lookLater()
  }

  /** How many accounts were tried. */
  get attempts(): number {
    return this.#record.attempts.length
  }

  /** Rejects with `StateUnavailable`, as do the others. */
  async refused(refused: Refused): Promise<RemoteStep> {
    return this.#take(await this.#tell((pool) => pool.refused(this.id, this.attempts, refused)))
  }

  /** It has waited for room as long as a step said. */
  async waited(): Promise<RemoteStep> {
    return this.#take(await this.#tell((pool) => pool.waited(this.id)))
  }

  async failed(failure: Failure): Promise<RemoteStep> {
    return this.#take(await this.#tell((pool) => pool.failed(this.id, this.attempts, failure)))
  }

  /** A sound answer has begun. A probe's is told at once, since others wait for it. */
  onAnswered(answered: Answered): void {
    this.#answered = answered
    if (this.#record.attempts.at(-1)?.reason === 'probe') this.#tellAlive()
  }

  /** The answer names what its account holds. Resolves when the pool knows, or cannot be told. */
  async held(resources: readonly string[]): Promise<void> {
    try {
      await this.#tell((pool) => pool.held(this.id, resources))
    } catch {
      // Where it is asked for, it is looked for.
    }
  }

  onFirstByte(): void {
    this.#firstByteAt ??= Date.now()
  }

  /** The caller's answer is over. Resolves when the pool knows. */
  async end(end: AnswerEnd): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    const firstByteMs = this.#firstByteAt === null ? null : this.#firstByteAt - this.#startedAt
    const { status: answered = null, limits = null } = this.#answered ?? {}
    const ending = { ...end, answered, limits, firstByteMs }
    await this.#tell((pool) => pool.end(this.id, ending), 'nobody')
  }

  #take({ step, record }: Stand): RemoteStep {
    this.#record = record
    return step
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => {
      this.#lookLater()
      const hasNews = this.#answered !== null && !this.#isAnswerTold
      if (hasNews || Date.now() - this.#toldAt >= ALIVE_EVERY_MS) this.#tellAlive()
    }, LOOK_EVERY_MS)
  }

  /** Losing it is no harm: the end tells all of it again. */
  #tellAlive(): void {
    this.#toldAt = Date.now()
    this.#isAnswerTold = this.#answered !== null
    this.#tell((pool) => pool.alive(this.id, this.#answered?.status ?? null, this.#answered?.limits ?? null)).catch(
      () => {},
    )
  }

  #tell<T extends Stand | null>(ask: (pool: PoolRpc) => Promise<T | Forgotten>, waits?: Waits): Promise<T> {
    const turn = this.#told.then(() => this.#tellNow(ask, waits))
    this.#told = turn.catch(() => {})
    return turn
  }

  /** An object that was started anew is told of the call first. */
  async #tellNow<T extends Stand | null>(ask: (pool: PoolRpc) => Promise<T | Forgotten>, waits?: Waits): Promise<T> {
    const told = await this.#ask(ask, waits)
    if (!isForgotten(told)) return told
    const opening = { ...this.#opening, elapsedMs: Date.now() - this.#startedAt }
    await this.#ask((pool) => pool.adopt({ id: this.id, opening, record: this.#record }), waits)
    const again = await this.#ask(ask, waits)
    if (isForgotten(again)) throw new StateUnavailable('The pool’s object does not keep what it is told.')
    return again
  }
}

function isForgotten(told: object | null): told is Forgotten {
  return told !== null && 'kind' in told
}
