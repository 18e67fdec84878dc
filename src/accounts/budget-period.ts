import type { KeyBudget } from '../model/client-key.ts'

/** A calendar day or month of some time zone. */
export interface BudgetPeriod {
  /** `2026-11-26` or `2026-11`; later ones sort after earlier ones. */
  readonly name: string
  /** The first moment of the next one, epoch ms. */
  readonly endsAt: number
}

const DAY_MS = 86_400_000
/** Clocks are at most 14 h ahead of UTC or 12 h behind; a day more, since a zone may skip one. */
const WIDEST_MS = 40 * 3_600_000

/** Longer than any day, so that before it there was another one. */
const LONGEST_DAY_MS = 30 * 3_600_000

const FORMATS = new Map<string, Intl.DateTimeFormat>()

/**
 * The period that a moment (epoch ms) lies in. `timeZone` is an IANA name; throws a RangeError where it is none. Days of
 * 23 and 25 hours, and midnights that a change of clocks skips, are as long as they are there.
 */
export function periodOf(per: KeyBudget['per'], timeZone: string, now: number): BudgetPeriod {
  const format = formatOf(timeZone)
  const name = nameOf(format, per, now)
  const guess = Date.parse(`${nextName(per, name)}T00:00:00Z`)
  let before = Math.max(now, guess - WIDEST_MS)
  let after = guess + WIDEST_MS
  // Dates never go back, so the first moment with a later one can be closed in on.
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (nameOf(format, per, middle) > name) after = middle
    else before = middle
  }
  return { name, endsAt: after }
}

/** When the day began that a moment (epoch ms) lies in, in that zone. */
export function dayBegan(timeZone: string, now: number): number {
  let began = periodOf('day', timeZone, now - LONGEST_DAY_MS).endsAt
  for (;;) {
    const { endsAt } = periodOf('day', timeZone, began)
    if (endsAt > now) return began
    began = endsAt
  }
}

/** The first day of the period after this one. */
function nextName(per: KeyBudget['per'], name: string): string {
  if (per === 'day') return new Date(Date.parse(`${name}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
  const [year = 0, month = 0] = name.split('-').map(Number)
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
}

function nameOf(format: Intl.DateTimeFormat, per: KeyBudget['per'], at: number): string {
  let [year, month, day] = ['', '', '']
  for (const { type, value } of format.formatToParts(at)) {
    if (type === 'year') year = value
    else if (type === 'month') month = value
    else if (type === 'day') day = value
  }
  return per === 'day' ? `${year}-${month}-${day}` : `${year}-${month}`
}

/** Making one takes longer than using it a hundred times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = FORMATS.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    FORMATS.set(timeZone, format)
  }
  return format
}
