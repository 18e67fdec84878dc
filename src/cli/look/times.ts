import { isForPeople, type View } from './view.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `34 s`, `5 min`, `3 h`, `6 d`, rounded up: what is waited for has come when it says 0. */
export function toSpan(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.ceil(Math.max(0, ms) / SECOND_MS)} s`
  if (ms < 2 * HOUR_MS) return `${Math.ceil(ms / MINUTE_MS)} min`
  return ms < 2 * DAY_MS ? `${Math.ceil(ms / HOUR_MS)} h` : `${Math.ceil(ms / DAY_MS)} d`
}

/** `in 3 min`, `12 s ago`, `now`; a moment in epoch ms. */
export function toRelative(at: number, now: number): string {
  const away = at - now
  if (Math.abs(away) < SECOND_MS) return 'now'
  return away > 0 ? `in ${toSpan(away)}` : `${toPastSpan(-away)} ago`
}

/** `2026-11-22 08:30:00`, UTC; `-` of what is no moment. */
export function toUtc(at: number | null): string {
  if (at === null || at <= 0 || at > 8.64e15) return '-'
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** As whoever looks wants it; `-` of what is no moment. */
export function toMoment(at: number | null, view: View): string {
  if (at === null || at <= 0 || at > 8.64e15) return '-'
  return isForPeople(view) ? toRelative(at, view.now) : toUtc(at)
}

/** `250 ms`, `1.24 s`, `2 min 5 s`, `4 h 12 min`. */
export function toDuration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(ms < 10 * SECOND_MS ? 2 : 1)} s`
  const [big, small] = ms < HOUR_MS ? [MINUTE_MS, SECOND_MS] : ms < DAY_MS ? [HOUR_MS, MINUTE_MS] : [DAY_MS, HOUR_MS]
  const names = { [MINUTE_MS]: ['min', 's'], [HOUR_MS]: ['h', 'min'], [DAY_MS]: ['d', 'h'] }[big] ?? []
  const whole = Math.floor(ms / big)
  const rest = Math.floor((ms - whole * big) / small)
  return rest === 0 ? `${whole} ${names[0]}` : `${whole} ${names[0]} ${rest} ${names[1]}`
}

/** What is over is rounded down. */
function toPastSpan(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${Math.floor(ms / DAY_MS)} d`
}
