import { tableOf } from './table-of.ts'
const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i
const TIMESTAMP = /^\d{4}-\d\d-\d\d[T ]/
const NUMBER = /^\d+(?:\.\d+)?$/
/** A number from here on is no duration in seconds but a moment: epoch seconds (2001 and later). */
const FIRST_EPOCH_SECOND = 1e9
/** A number from here on is epoch milliseconds. */
const FIRST_EPOCH_MS = 1e12
/** Sticky: each one begins where the one before it ended. */
const DURATION_PART = /(\d+(?:\.\d+)?)(ms|[smhd])/iy
const UNITS = tableOf<number>({ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 })

/** An HTTP date (RFC 9110, 5.6.7, all three forms) as epoch ms, or `null`. */
export function parseHttpDate(text: string): number | null {
  if (!HTTP_DATE.test(text)) return null
  // The oldest form names no zone; all of them are GMT.
  const time = Date.parse(/gmt$/i.test(text.trim()) ? text : `${text} GMT`)
  return Number.isNaN(time) ? null : time
}

/** A plain number from 0, fractions allowed; or `null`. */
export function parseNumber(text: string): number | null {
  return NUMBER.test(text.trim()) ? Number(text) : null
}

/** `6m0s`, `1.2s`, `12ms`, `1h30m` as ms; or `null`. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  let total = 0
  DURATION_PART.lastIndex = 0
  while (DURATION_PART.lastIndex < trimmed.length) {
    const part = DURATION_PART.exec(trimmed)
    if (part === null) return null
    total += Number(part[1]) * (UNITS[(part[2] ?? '').toLowerCase()] ?? Number.NaN)
  }
  return Number.isNaN(total) ? null : total
}

/** When a limit is reset, as vendors write it: a moment, or a delay from the moment of the answer. */
export type Reset = { readonly kind: 'moment'; readonly time: number } | { readonly kind: 'delay'; readonly ms: number }

/** RFC 3339, epoch seconds or milliseconds, a duration, or a number of seconds; `null` where it is none of them. */
export function parseReset(text: string): Reset | null {
  const trimmed = text.trim()
  if (NUMBER.test(trimmed)) {
    const number = Number(trimmed)
    if (number >= FIRST_EPOCH_MS) return { kind: 'moment', time: number }
    if (number >= FIRST_EPOCH_SECOND) return { kind: 'moment', time: number * 1000 }
    return { kind: 'delay', ms: number * 1000 }
  }
  if (TIMESTAMP.test(trimmed)) {
    const time = Date.parse(trimmed)
    return Number.isNaN(time) ? null : { kind: 'moment', time }
  }
  const duration = parseDuration(trimmed)
  if (duration !== null) return { kind: 'delay', ms: duration }
  const time = parseHttpDate(trimmed)
  return time === null ? null : { kind: 'moment', time }
}
