import type { Ticket } from '../balancer/board.ts'
import type { Account } from '../model/account.ts'
import type { AttemptResult } from '../model/attempt-result.ts'
import type { AttemptRow, RoomSeen } from '../model/ledger.ts'
import type { Mark, Outcome } from '../model/outcome.ts'
import type { Refusal } from '../model/refusal.ts'
import type { Settlement } from './answer-end.ts'
import type { Recipient } from './recipients.ts'

/** One try of one call on one account, as it goes on. */
export class Attempt {
  readonly account: Account
  readonly ticket: Ticket | null
  /** Why it was chosen. */
  readonly reason: string
  status: number | null = null
  readonly #seen: readonly RoomSeen[] | null
  /** How long the call had waited for room, ms. */
  readonly #heldMs: number
  readonly #startedMs: number
  readonly #startedAt: number
  #tookMs = 0
  #result = 'under way'
  #kind: AttemptResult | null = null
  #mark: Mark['kind'] | null = null

  constructor(choice: Recipient & { readonly heldMs?: number }, callStartedAt: number, now: number) {
    this.#seen = choice.seen
    this.#heldMs = choice.heldMs ?? 0
    this.account = choice.account
    this.ticket = choice.ticket
    this.reason = choice.reason
    this.#startedAt = now
    this.#startedMs = now - callStartedAt
  }

  /** One that is remembered as plain data; `ticket` settles it, if it is still under way. */
  static resume(row: AttemptRow, of: Pick<Recipient, 'account' | 'ticket'>, callStartedAt: number): Attempt {
    const recipient: Recipient = {
      kind: 'account',
      ...of,
      reason: row.reason,
      available: 0,
      passedOver: [],
      seen: row.seen ?? null,
    }
    const attempt = new Attempt({ ...recipient, heldMs: row.heldMs ?? 0 }, callStartedAt, callStartedAt + row.startedMs)
    attempt.status = row.status
    attempt.#tookMs = row.tookMs
    attempt.#result = row.result
    attempt.#kind = row.kind ?? null
    attempt.#mark = row.mark ?? null
    return attempt
  }

  /** It is over without an answer for the caller. */
  conclude(outcome: Outcome, mark: Mark, now: number): void {
    this.end({ words: outcomeToWords(outcome, now), kind: toAttemptResult(outcome), mark }, now)
  }

  end({ words, kind, mark }: Settlement, now: number): void {
    this.#result = words
    this.#kind = kind
    this.#mark = mark.kind
    this.#tookMs = now - this.#startedAt
  }

  /** More is known of how it ended. */
  note(words: string): void {
    this.#result += ` (${words})`
  }

  /** `key-1: limit rate_limit_error, until 30 s later` */
  toWords(): string {
    return `${this.account.name}: ${this.#result}`
  }

  toRow(): AttemptRow {
    return {
      accountId: this.account.id,
      account: this.account.name,
      reason: this.reason,
      startedMs: this.#startedMs,
      tookMs: this.#tookMs,
      status: this.status,
      result: this.#result,
      provider: this.account.provider,
      ...(this.#kind === null ? {} : { kind: this.#kind }),
      ...(this.#mark === null ? {} : { mark: this.#mark }),
      ...(this.#seen === null ? {} : { seen: this.#seen }),
      ...(this.#heldMs === 0 ? {} : { heldMs: this.#heldMs }),
    }
  }
}

function toAttemptResult(outcome: Outcome): AttemptResult {
  switch (outcome.kind) {
    case 'answered':
      return 'success'
    case 'refused':
      return outcome.refusal.kind
    case 'unreachable':
    case 'barred':
    case 'broken':
    case 'silent':
    case 'unready':
      return outcome.kind
  }
}

function outcomeToWords(outcome: Outcome, now: number): string {
  switch (outcome.kind) {
    case 'answered':
      return 'success'
    case 'refused':
      return refusalToWords(outcome.refusal, now)
    case 'unreachable':
      return `unreachable: ${outcome.cause}`
    case 'barred':
      return `not reached: ${outcome.cause}`
    case 'broken':
      return `broken ${outcome.sent ? 'after' : 'before'} the request was fully sent: ${outcome.cause}`
    case 'silent':
      return 'no event in time'
    case 'unready':
      return `no token to send: ${outcome.cause}`
  }
}

function refusalToWords(refusal: Refusal, now: number): string {
  const code = refusal.code === null ? '' : ` ${refusal.code}`
  const wait = refusal.until === null ? '' : `, until ${Math.ceil((refusal.until - now) / 1000)} s later`
  return `${refusal.kind}${code}${wait}`
}
