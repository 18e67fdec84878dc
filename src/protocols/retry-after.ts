import { afterDelay, type Clocks, fromVendorTime, type Situation } from './situation.ts'
import { parseHttpDate, parseNumber, parseReset, type Reset } from './vendor-date.ts'

/** When `retry-after-ms`, else `retry-after`, asks to come back (epoch ms); unreadable or past counts as absent. */
export function readRetryAfter(situation: Situation): number | null {
  const milliseconds = parseNumber(situation.header('retry-after-ms') ?? '')
  const exact = milliseconds === null ? null : afterDelay(situation, milliseconds)
  if (exact !== null) return exact
  const text = situation.header('retry-after')
  if (text === null) return null
  const seconds = parseNumber(text)
  if (seconds !== null) return afterDelay(situation, seconds * 1000)
  const date = parseHttpDate(text.trim())
  return date === null ? null : fromVendorTime(situation, date)
}

/** When a `…-reset` header says that its limit is reset (epoch ms); `null` where it is absent, unreadable or past. */
export function readReset(situation: Situation, header: string): number | null {
  const reset = parseReset(situation.header(header) ?? '')
  return reset === null ? null : toMoment(reset, situation)
}

/** A reset as epoch ms by our clock; `null` where it is past. */
export function toMoment(reset: Reset, clocks: Clocks): number | null {
  return reset.kind === 'delay' ? afterDelay(clocks, reset.ms) : fromVendorTime(clocks, reset.time)
}

/** Whether a `…-remaining` header says that nothing is left. */
export function isExhausted(situation: Situation, header: string): boolean {
  const text = situation.header(header)?.trim() ?? ''
  return text !== '' && Number(text) <= 0
}
