const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })

/** What is shown where nothing is known: never a zero. */
export const UNKNOWN = '–'

/** `12,345` */
export function formatCount(value: number): string {
  return WHOLE.format(value)
}

/** `12.3K`; whole below 10,000. */
export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? WHOLE.format(value) : COMPACT.format(value)
}

/** `1 failover`, `12.3K failovers`: the plural takes an s. */
export function formatCounted(value: number, one: string): string {
  return `${formatCompact(value)} ${one}${value === 1 ? '' : 's'}`
}

/** A rate: `0.3`, `12`, `1.23K`. */
export function formatRate(value: number): string {
  if (value === 0) return '0'
  return value < 10 ? SMALL.format(value) : formatCompact(value)
}

/** A share of 0 to 1: `97.4 %`; never rounded to 100 % or 0 % where it is neither. */
export function formatShare(value: number | null): string {
  if (value === null) return UNKNOWN
  const percent = value * 100
  if (percent > 99.9 && percent < 100) return '> 99.9 %'
  if (percent < 0.1 && percent > 0) return '< 0.1 %'
  const text = percent >= 99.5 || percent < 10 ? percent.toFixed(1) : percent.toFixed(0)
  return `${text.replace(/\.0$/, '')} %`
}

/** US dollars: `$0.0034`, `$1.25`, `$1,204`. */
export function formatUsd(value: number | null): string {
  if (value === null) return UNKNOWN
  if (value === 0) return '$0'
  if (value < 0.01) return `$${value.toPrecision(2)}`
  if (value < 1_000) return `$${value.toFixed(2)}`
  return `$${WHOLE.format(value)}`
}
