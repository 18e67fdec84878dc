import type { Ask } from '../balancer/board.ts'
import type { Place, Waiting } from '../balancer/choice.ts'
import { originOf } from '../balancer/origins.ts'
import type { AccountId } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import type { CallSize } from '../model/call-size.ts'
import type { NoRoom, PassedOver, RoomSeen } from '../model/ledger.ts'
import { Attempt } from './attempt.ts'
import type { Recipient } from './recipients.ts'
import type { ExchangeRecord } from './step.ts'

/** `Ask` as a trail keeps it up. */
interface Asking extends Ask {
  readonly size: CallSize | null
  waiting: Place | null
  heldSince: number | null
}

/** The attempts of one call so far, and whom it may not ask any more. */
export class Trail {
  readonly attempts: Attempt[] = []
  /** What the call asks of the board; follows the trail as it grows. */
  get ask(): Ask {
    return this.#ask
  }
  readonly #ask: Asking
  /** The attempt that is under way and not yet settled. */
  current: Attempt | null = null
  /** How many accounts were available when the first was chosen, and who was passed over then. */
  available = 0
  passedOver: readonly PassedOver[] = []
  /** What was seen as nobody had room; `null` where somebody had, or rooms were not looked at. */
  #seen: readonly RoomSeen[] | null = null
  readonly startedAt: number
  readonly #tried: AccountId[] = []
  readonly #shunned: string[] = []
  /** Origins that could not be reached, one for each time. */
  readonly unreachable: string[] = []

  constructor(call: Call) {
    this.startedAt = call.startedAt
    this.#ask = {
      protocol: call.protocol,
      model: call.model,
      client: call.client?.id ?? null,
      conversation: call.conversation,
      size: call.size,
      waiting: null,
      heldSince: null,
      tried: this.#tried,
      shunned: this.#shunned,
    }
  }

  get length(): number {
    return this.attempts.length
  }

  /** How many accounts were asked, each counted once. */
  get accounts(): number {
    return new Set(this.#tried).size
  }

  begin(recipient: Recipient, now: number): Attempt {
    if (this.length === 0) this.available = recipient.available
    const { heldSince } = this.#ask
    const held = heldSince === null ? recipient : { ...recipient, heldMs: now - heldSince }
    this.#ask.waiting = null
    this.#ask.heldSince = null
    this.#seen = null
    const attempt = new Attempt(held, this.startedAt, now)
    this.add(attempt)
    return attempt
  }

  /** Nobody has room yet. */
  wait({ place, seen }: Waiting, now: number): void {
    this.#ask.waiting = place
    this.#ask.heldSince ??= now
    this.#seen = seen
  }

  /** Nobody has room, nor will anybody in time. */
  miss(seen: readonly RoomSeen[] | null): void {
    this.#ask.waiting = null
    if (seen !== null) this.#seen = seen
  }

  /** What the ledger is told where nobody had room; `null` where that is not why. */
  toNoRoom(now: number): NoRoom | null {
    const { heldSince } = this.#ask
    if (heldSince === null && this.#seen === null) return null
    return { heldMs: heldSince === null ? 0 : now - heldSince, seen: this.#seen ?? [] }
  }

  /** It does not wait any more. Returns the place that it kept, which its board took back if it was asked since. */
  stopWaiting(): Place | null {
    const { waiting } = this.#ask
    this.#ask.waiting = null
    return waiting
  }

  get seen(): readonly RoomSeen[] | null {
    return this.#seen
  }

  /** Since when it has waited for room, epoch ms; `null` where it does not. */
  get heldSince(): number | null {
    return this.#ask.heldSince
  }

  /** One that began before, as it is remembered. */
  add(attempt: Attempt): void {
    this.attempts.push(attempt)
    this.#tried.push(attempt.account.id)
    this.current = attempt
  }

  /** The attempts that a record tells of, and whom it says may not be asked any more. */
  recall(record: ExchangeRecord, attempts: readonly Attempt[]): void {
    for (const attempt of attempts) this.add(attempt)
    if (!record.underWay) this.current = null
    for (const origin of record.unreachable) this.avoidOrigin(origin)
    // Its place is lost, its time is not.
    if (record.heldMs != null) this.#ask.heldSince = this.startedAt + record.heldMs
    this.#seen = record.seen ?? null
    this.available = record.available
    this.passedOver = record.passedOver
  }

  /** An origin that could not be reached is tried once more at most. */
  avoidOrigin(baseUrl: string): void {
    const origin = originOf(baseUrl)
    if (this.unreachable.includes(origin)) this.#shunned.push(origin)
    this.unreachable.push(origin)
  }
}
