import { UNKNOWN } from './numbers.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** A length of time as people say it: `240 ms`, `3.2 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return UNKNOWN
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  if (ms < 10 * SECOND_MS) return `${(ms / SECOND_MS).toFixed(1).replace(/\.0$/, '')} s`
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`
  if (ms < HOUR_MS) return twoUnits(ms, [MINUTE_MS, 'min'], [SECOND_MS, 's'])
  if (ms < DAY_MS) return twoUnits(ms, [HOUR_MS, 'h'], [MINUTE_MS, 'min'])
  return twoUnits(ms, [DAY_MS, 'd'], [HOUR_MS, 'h'])
}

function twoUnits(ms: number, [large, name]: [number, string], [small, smallName]: [number, string]): string {
  const whole = Math.floor(ms / large)
  const rest = Math.floor((ms - whole * large) / small)
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smallName}`
}

/** What is left until a moment, in whole seconds: `4:05`, `1:02:30`; `0:00` once it has come. */
export function formatCountdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / SECOND_MS))
  if (seconds >= DAY_MS / SECOND_MS) return formatDuration(seconds * SECOND_MS)
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'))
  const hours = Math.floor(seconds / 3_600)
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0/, '')
}

/** `now`, `12 s ago`, `3 min ago`, `2 h ago`, `4 d ago`. */
export function formatAgo(at: number, now: number): string {
  const ms = now - at
  if (ms < 2 * SECOND_MS) return 'now'
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s ago`
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`
  return `${Math.floor(ms / DAY_MS)} d ago`
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** `14:03:25` today, `24 Nov 14:03:25` before, in the reader's own zone. */
export function formatMoment(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  return isToday ? CLOCK.format(at) : `${DATE.format(at)} ${CLOCK.format(at)}`
}

/** For titles: date and time in full. */
export function formatFull(at: number): string {
  return FULL.format(at)
}
