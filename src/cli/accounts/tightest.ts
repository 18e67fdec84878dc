import { fieldList, fieldNumber, fieldText } from '../fields.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** An account's tightest limit, `12 % of input-tokens left, full in 34 s`; `-` where none is known. `now` is epoch ms. */
export function tightestOf(account: unknown, now: number): string {
  let tightest: unknown = null
  let most = -1
  for (const limit of fieldList(account, 'limits')) {
    const used = fieldNumber(limit, 'utilization')
    if (used === null || used <= most) continue
    tightest = limit
    most = used
  }
  if (tightest === null) return '-'
  const model = fieldText(tightest, 'model')
  const name = fieldText(tightest, 'name') + (model === '-' ? '' : ` (${model})`)
  const at = fieldNumber(tightest, 'resetsAt')
  const words = fieldText(tightest, 'refills') === 'false' ? 'new in' : 'full in'
  const back = at === null || at <= now ? '' : `, ${words} ${toSpan(at - now)}`
  return `${Math.floor((1 - most) * 100 + 1e-6)} % of ${name} left${back}`
}

/** `34 s`, `5 min`, `3 h`, `6 d`. */
function toSpan(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.ceil(ms / SECOND_MS)} s`
  if (ms < 2 * HOUR_MS) return `${Math.ceil(ms / MINUTE_MS)} min`
  return ms < 2 * DAY_MS ? `${Math.ceil(ms / HOUR_MS)} h` : `${Math.ceil(ms / DAY_MS)} d`
}
