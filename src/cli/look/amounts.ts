import { isForPeople, type View } from './view.ts'

const STEPS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const
/** Numbers below this are shown whole. */
const SHORT = 10_000

/** `950`, `9 876`, `12.3 k`, `1.2 M`; `-` where it is unknown. In a pipe the whole number. */
export function toAmount(value: number | null, view: Pick<View, 'width'>): string {
  if (value === null) return '-'
  return isForPeople(view) ? toShort(value) : String(value)
}

export function toShort(value: number): string {
  const size = Math.abs(value)
  if (size < SHORT) return String(Math.round(value * 10) / 10)
  for (const [step, letter] of STEPS) {
    if (size < step) continue
    const scaled = value / step
    return `${scaled.toFixed(Math.abs(scaled) < 100 ? 1 : 0)} ${letter}`
  }
  return String(Math.round(value))
}

/** `$0.0134`, `$4.20`, `$1234`; `-` where it is unknown. In a pipe with six digits. */
export function toDollars(value: number | null, view: Pick<View, 'width'>): string {
  if (value === null) return '-'
  if (!isForPeople(view)) return `$${value.toFixed(6)}`
  if (value === 0) return '$0'
  if (value < 0.0001) return '<$0.0001'
  return `$${value.toFixed(value < 1 ? 4 : value < 1_000 ? 2 : 0)}`
}

/** `12.5 %` of a share; `-` where it is unknown. */
export function toPercent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`
}
