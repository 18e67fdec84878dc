const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A length of time in ms as people say it: `34 s`, `5 min`, `3 h`, `6 days`. Rounded up, and never less than a second. */
export function spanInWords(ms: number): string {
  if (ms < 1.5 * MINUTE_MS) return `${Math.max(1, Math.ceil(ms / 1_000))} s`
  if (ms < 1.5 * HOUR_MS) return `${Math.ceil(ms / MINUTE_MS)} min`
  if (ms < 2 * DAY_MS) return `${Math.ceil(ms / HOUR_MS)} h`
  return `${Math.ceil(ms / DAY_MS)} days`
}

/** `$12.50`, `$0.20`; below a dollar with two digits that say something: `$0.0042`. */
export function dollarsInWords(usd: number): string {
  if (usd >= 1 || usd === 0) return `$${usd.toFixed(2)}`
  const digits = Math.max(2, 1 - Math.floor(Math.log10(usd)))
  return `$${usd.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, '$1')}`
}

/** A share, 0 to 1, as `93 %`. Never 100 % of what is less, nor 0 % of what is more. */
export function shareInWords(share: number): string {
  const percent = Math.round(share * 100)
  if (share < 1 && percent === 100) return '99 %'
  return share > 0 && percent === 0 ? 'less than 1 %' : `${percent} %`
}
