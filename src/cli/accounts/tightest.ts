import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import { toBar } from '../look/bars.ts'
import { toSpan } from '../look/times.ts'
import type { Tone } from '../look/tone.ts'

const GAUGE_WIDTH = 8
/** Shares of a limit that is used from which on it is near its end, and as good as used up. */
const NEAR = 0.8
const UP = 0.98

/** An account's tightest limit; `null` where none is known. */
export function tightestLimit(account: unknown): unknown {
  let tightest: unknown = null
  let most = -1
  for (const limit of fieldList(account, 'limits')) {
    const used = fieldNumber(limit, 'utilization')
    if (used === null || used <= most) continue
    tightest = limit
    most = used
  }
  return tightest
}

/** Its words, `12 % of input-tokens left, full in 34 s`; `-` where none is known. `now` is epoch ms. */
export function tightestOf(account: unknown, now: number): string {
  const tightest = tightestLimit(account)
  return tightest === null ? '-' : tellLimit(tightest, now)
}

function tellLimit(limit: unknown, now: number): string {
  const used = fieldNumber(limit, 'utilization') ?? 0
  const back = tellReset(limit, now)
  const left = Math.floor((1 - used) * 100 + 1e-6)
  return `${left} % of ${nameLimit(limit)} left${back === null ? '' : `, ${back}`}`
}

export function nameLimit(limit: unknown): string {
  const model = fieldText(limit, 'model')
  return fieldText(limit, 'name') + (model === '-' ? '' : ` (${model})`)
}

/** `full in 34 s`, `new in 3 h`; `null` where there is nothing to wait for. */
export function tellReset(limit: unknown, now: number): string | null {
  const at = fieldNumber(limit, 'resetsAt')
  if (at === null || at <= now) return null
  return `${fieldText(limit, 'refills') === 'false' ? 'new in' : 'full in'} ${toSpan(at - now)}`
}

/** How much of a limit is used, as a bar. */
export function toGauge(limit: unknown, width = GAUGE_WIDTH): string {
  return toBar(fieldNumber(limit, 'utilization') ?? 0, width)
}

export function toneOfLimit(limit: unknown): Tone | null {
  const used = fieldNumber(limit, 'utilization')
  if (used === null) return null
  if (used >= UP) return 'bad'
  return used >= NEAR ? 'warning' : 'good'
}
