import { type RawValue, unusable, type ValueKind } from './value-kind.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/** A length of time in ms, as a number of them or with its unit: `120000`, `"90s"`, `"2m"`. */
export function timespan(bounds: { readonly min: number; readonly max: number }): ValueKind<number> {
  return {
    accepted: `milliseconds from ${bounds.min} to ${bounds.max}, or a number with its unit (30s, 2m, 1h)`,
    mask: 'none',
    parse(raw) {
      const ms = readMs(raw)
      if (ms === null || !Number.isSafeInteger(ms)) return unusable()
      return ms < bounds.min || ms > bounds.max ? unusable() : { ok: true, value: ms }
    },
  }
}

function readMs(raw: RawValue): number | null {
  if (raw.kind === 'json' && typeof raw.value === 'number') return raw.value
  const text = raw.kind === 'text' ? raw.text : raw.value
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|)$/i.exec(typeof text === 'string' ? text.trim() : '') ?? []
  const factor = UNITS.get(unit?.toLowerCase() ?? '')
  // To the microsecond: 1.1 × 3,600,000 has digits behind its point that nobody wrote.
  return amount === undefined || factor === undefined ? null : Math.round(Number(amount) * factor * 1_000) / 1_000
}
