import type { Ask } from '../balancer/board.ts'
import { originOf } from '../balancer/origins.ts'
import type { AccountId } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import type { PassedOver } from '../model/ledger.ts'
import { Attempt } from './attempt.ts'
import type { Recipient } from './recipients.ts'
import type { ExchangeRecord } from './step.ts'

/** The attempts of one call so far, and whom it may not ask any more. */
export class Trail {
  readonly attempts: Attempt[] = []
  /** What the call asks of the board; follows the trail as it grows. */
  readonly ask: Ask
  /** The attempt that is under way and not yet settled. */
  current: Attempt | null = null
  /** How many accounts were available when the first was chosen, and who was passed over then. */
  available = 0
  passedOver: readonly PassedOver[] = []
  readonly #startedAt: number
  readonly #tried: AccountId[] = []
  readonly #shunned: string[] = []
  /** Origins that could not be reached, one for each time. */
  readonly unreachable: string[] = []

  constructor(call: Call) {
    this.#startedAt = call.startedAt
    this.ask = {
      protocol: call.protocol,
      model: call.model,
      client: call.client?.id ?? null,
      conversation: call.conversation,
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
    const attempt = new Attempt(recipient, this.#startedAt, now)
    this.add(attempt)
    return attempt
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
