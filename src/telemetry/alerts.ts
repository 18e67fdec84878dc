import type { Attention, AttentionKind, AttentionLevel } from './attention-row.ts'
import { spentBudgetId } from './notice-budgets.ts'
import { noAccountId } from './notice-pools.ts'

/** What is told when it begins and when it ends. The rest shows on the Overview page. */
const TOLD: ReadonlySet<AttentionKind> = new Set([
  'needs_sign_in',
  'last_account',
  'no_account',
  'budget',
  'error_rate',
])

/** What is gone for less has not ended: it comes and goes. */
const GONE_MS = 60_000
/** What is back within this time after its end is not told again; it is once that time is over and it still is so. */
const BACK_MS = 15 * 60_000
/** A share of the last minutes falls by itself where nobody calls any more: it is looked again after so long. */
const RATE_AGAIN_MS = 60_000
/** Alerts that are remembered at the most. */
const MAX_KEPT = 10_000

/** Something began or ended that whoever runs the gateway wants to hear of. */
export interface AlertEvent {
  readonly event: 'raised' | 'ended' | 'test'
  /** `more` sums up what was not told one by one. */
  readonly kind: AttentionKind | 'more' | 'test'
  readonly level: AttentionLevel
  readonly text: string
  readonly pool: string | null
  readonly account: string | null
  /** Epoch ms. */
  readonly at: number
}

/** An alert as it is kept over a restart. Times are epoch ms. */
export interface AlertRecord {
  readonly id: string
  readonly kind: AttentionKind
  readonly level: AttentionLevel
  /** As it was told last. */
  readonly text: string
  readonly pool: string | null
  readonly account: string | null
  readonly raisedAt: number
  /** Since when it is not seen; `null` while it is. */
  readonly goneAt: number | null
  /** When its end was told; `null` before that. */
  readonly endedAt: number | null
  /** How often it came back since it was told. */
  readonly back: number
}

/**
 * What was told, so that nothing is told twice: an alert is told when it begins, and when it has been gone for a minute.
 * One that comes and goes is told once, and how often it came back when it is told next.
 */
export class AlertBook {
  readonly #alerts: Map<string, AlertRecord>
  /** Those that were so at the last look. */
  #seen: readonly Attention[] = []

  constructor(kept: readonly AlertRecord[]) {
    this.#alerts = new Map(kept.map((alert) => [alert.id, alert]))
  }

  /** What is to be told at this look, the most pressing in the order of the rows first. */
  look(rows: readonly Attention[], now: number): readonly AlertEvent[] {
    const present = rows.filter(({ kind }) => TOLD.has(kind))
    const seen = new Set(present.map(({ id }) => id))
    this.#seen = present
    const begun = present.flatMap((row) => this.#onSeen(row, now))
    const unseen = [...this.#alerts.values()].filter(({ id }) => !seen.has(id))
    // Worse ones first: what they stand for ends with them at the earliest.
    const [worse = [], lesser = []] = [true, false].map((is) =>
      unseen.filter((alert) => (worseOf(alert) === null) === is),
    )
    const ended = [...worse, ...lesser].flatMap((alert) =>
      this.#isHeld(alert, seen) ? [] : this.#onUnseen(alert, now),
    )
    return [...begun, ...ended]
  }

  /**
   * When time alone may bring something to be told, by what the last look saw: an end that is waited for, a return that is
   * told once it lasts, the moment that something is expected to end by itself. `null` where nothing is due.
   */
  dueAt(now: number): number | null {
    const seen = new Set(this.#seen.map(({ id }) => id))
    const ends = this.#seen.flatMap(({ until }) => (until === null || until <= now ? [] : [until]))
    const rates = this.#seen.some(({ kind }) => kind === 'error_rate') ? [now + RATE_AGAIN_MS] : []
    const kept = [...this.#alerts.values()].flatMap((alert) => {
      const { goneAt, endedAt } = alert
      if (endedAt === null) return goneAt === null || this.#isHeld(alert, seen) ? [] : [goneAt + GONE_MS]
      return goneAt === null ? [endedAt + BACK_MS] : []
    })
    const all = [...ends, ...rates, ...kept]
    return all.length === 0 ? null : Math.min(...all)
  }

  /** What must survive a restart. */
  toRecords(): readonly AlertRecord[] {
    return [...this.#alerts.values()]
  }

  /** Whether it is not seen since it has become worse, which is not told to be over yet. */
  #isHeld(alert: AlertRecord, seen: ReadonlySet<string>): boolean {
    const worse = worseOf(alert)
    return worse !== null && (seen.has(worse) || this.#alerts.get(worse)?.endedAt === null)
  }

  #onSeen(row: Attention, now: number): readonly AlertEvent[] {
    const known = this.#alerts.get(row.id)
    if (known === undefined) {
      if (this.#alerts.size >= MAX_KEPT) return []
      return [this.#raise(row, 0, now)]
    }
    const back = known.goneAt === null ? known.back : known.back + 1
    if (known.endedAt !== null && now - known.endedAt >= BACK_MS) return [this.#raise(row, back, now)]
    if (known.goneAt !== null) this.#alerts.set(row.id, { ...known, goneAt: null, back })
    return []
  }

  #raise(row: Attention, back: number, now: number): AlertEvent {
    const { id, kind, level, pool, account } = row
    const text = back === 0 ? row.text : `${row.text} It came back ${timesInWords(back)} since it was last told.`
    const of = { kind, level, text, pool, account }
    this.#alerts.set(id, { id, ...of, text: row.text, raisedAt: now, goneAt: null, endedAt: null, back: 0 })
    return { event: 'raised', ...of, at: now }
  }

  #onUnseen(alert: AlertRecord, now: number): readonly AlertEvent[] {
    const { id, endedAt, goneAt } = alert
    if (endedAt !== null) {
      if (goneAt === null) this.#alerts.set(id, { ...alert, goneAt: now })
      else if (now - Math.max(endedAt, goneAt) >= BACK_MS) this.#alerts.delete(id)
      return []
    }
    if (goneAt === null) {
      this.#alerts.set(id, { ...alert, goneAt: now })
      return []
    }
    if (now - goneAt < GONE_MS) return []
    this.#alerts.set(id, { ...alert, endedAt: now, back: 0 })
    const { kind, pool, account } = alert
    return [{ event: 'ended', kind, level: 'note', text: tellEnd(alert), pool, account, at: now }]
  }
}

/** A pool with no account left has not got a second one back, and a budget that is used up is past its 80 %. */
function worseOf({ id, kind, pool }: AlertRecord): string | null {
  if (pool !== null && kind === 'last_account') return noAccountId(pool)
  const [, keyId] = /^budget:(.*):near$/.exec(id) ?? []
  return keyId === undefined ? null : spentBudgetId(keyId)
}

function tellEnd({ kind, text, pool, account, back }: AlertRecord): string {
  const often = back === 0 ? '' : ` It came back ${timesInWords(back)} in between.`
  return tellOver(kind, { text, pool, account }) + often
}

function tellOver(kind: AttentionKind, of: Pick<AlertRecord, 'text' | 'pool' | 'account'>): string {
  switch (kind) {
    case 'needs_sign_in':
      return `Account ${of.account} no longer needs sign-in.`
    case 'last_account':
      return `Pool ${of.pool} no longer has one account left alone.`
    case 'no_account':
      return `Pool ${of.pool} is no longer without an account.`
    case 'error_rate':
      return `The error rate of pool ${of.pool} is no longer twice what it was.`
    case 'budget':
    case 'disabled':
    case 'cooling':
    case 'near_limit':
    case 'ledger':
    case 'unreachable':
      return `Over: ${of.text.split('. ', 1)[0] ?? ''}.`
  }
}

function timesInWords(times: number): string {
  return times === 1 ? 'once' : `${times} times`
}
