import type { FlagSpec } from '../../config/parse-flags.ts'
import { readWhole } from '../whole-number.ts'

const ENDS = ['ok', 'failed', 'cut', 'gone'] as const

/** What requests are looked for by; those that `--follow` takes, too, as the API names them. */
export const FOLLOW_FILTERS: readonly FlagSpec[] = [
  { name: 'pool', takes: 'value', help: 'of this pool only', names: 'pools' },
  { name: 'account', takes: 'value', help: 'answered or tried by this account only', names: 'accounts' },
  { name: 'model', takes: 'value', help: 'for this model only' },
  { name: 'status', takes: 'value', help: 'answered with this status only' },
  { name: 'client', takes: 'value', help: 'of the client key of this name only' },
  { name: 'end', takes: 'value', help: `that ended so: ${ENDS.join(', ')}`, values: ENDS },
]

export const DEFAULT_LIMIT = '20'

export const LIST_FILTERS: readonly FlagSpec[] = [
  { name: 'limit', takes: 'value', help: `how many, newest first, up to 500 (${DEFAULT_LIMIT})` },
  ...FOLLOW_FILTERS,
  { name: 'since', takes: 'value', help: 'not before: 15m, 6h, 2d, or a moment (2026-11-22T08:00:00Z)' },
  { name: 'until', takes: 'value', help: 'before: as --since' },
]

/** Filters that are numbers, with what the API takes. */
const NUMBERS: ReadonlyMap<string, { readonly least: number; readonly most: number }> = new Map([
  ['limit', { least: 1, most: 500 }],
  ['status', { least: 100, most: 599 }],
])

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export type FiltersRead =
  | { readonly ok: true; readonly query: URLSearchParams }
  | { readonly ok: false; readonly why: string }

/** The query that the API takes. `now` is epoch ms. */
export function readFilters(flags: ReadonlyMap<string, string>, known: readonly FlagSpec[], now: number): FiltersRead {
  const query = new URLSearchParams()
  for (const { name, values } of known) {
    const given = flags.get(name)
    if (given === undefined) continue
    if (values !== undefined && !values.includes(given)) {
      return { ok: false, why: `--${name} is one of ${values.join(', ')}` }
    }
    const bounds = NUMBERS.get(name)
    if (bounds !== undefined && readWhole(given, bounds) === null) {
      return { ok: false, why: `--${name} is a number from ${bounds.least} to ${bounds.most}` }
    }
    const moment = name === 'since' || name === 'until' ? readMoment(given, now) : given
    if (moment === null) {
      return { ok: false, why: `--${name} is a time back such as 15m, or a moment such as 2026-11-22T08:00:00Z` }
    }
    query.set(name, moment)
  }
  return { ok: true, query }
}

function readMoment(given: string, now: number): string | null {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(given) ?? []
  if (count !== undefined) return String(Math.max(0, now - Number(count) * (UNITS_MS[unit ?? ''] ?? 0)))
  return /^\d+$/.test(given) || !Number.isNaN(Date.parse(given)) ? given : null
}
