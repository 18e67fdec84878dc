import type { CoolScope } from '../../model/refusal.ts'
import { isExhausted, readReset } from '../retry-after.ts'
import { latest, type Situation } from '../situation.ts'

const BUCKET = /^(anthropic-(?:ratelimit|priority|fast)-(?!unified-).+)-remaining$/
const UNIFIED = /^(anthropic-ratelimit-unified(?:-(.+))?)-status$/
/** Paid use beyond a plan: refused on most accounts at all times, so it is not what refused a call. */
export const OVERAGE = 'overage'

interface RejectedWindow {
  /** `5h`, `7d_opus`; `null` for the summary over all windows. */
  readonly name: string | null
  readonly until: number | null
}

/** The latest reset of a limit that is used up or rejects (epoch ms); `null` where no header tells one. */
export function readLimitReset(situation: Situation): number | null {
  let until: number | null = null
  for (const header of situation.headerNames()) {
    const bucket = BUCKET.exec(header.toLowerCase())?.[1]
    if (bucket !== undefined && isExhausted(situation, `${bucket}-remaining`)) {
      until = latest(until, readReset(situation, `${bucket}-reset`))
    }
  }
  return rejectedWindows(situation).reduce((time, window) => latest(time, window.until), until)
}

/** A family of models where every window that rejects is one of a family (`7d_opus`), else the account. */
export function readLimitScope(situation: Situation): CoolScope {
  const families = rejectedWindows(situation)
    .filter((window) => window.name !== null)
    .map((window) => familyOf(window.name ?? '', situation.model))
  const family = families[0]
  return family !== undefined && family !== null && !families.includes(null)
    ? { kind: 'family', family }
    : { kind: 'account' }
}

function rejectedWindows(situation: Situation): RejectedWindow[] {
  const rejected: RejectedWindow[] = []
  for (const header of situation.headerNames()) {
    const [, prefix, name = null] = UNIFIED.exec(header.toLowerCase()) ?? []
    if (prefix === undefined || name === OVERAGE || situation.header(`${prefix}-status`) !== 'rejected') continue
    rejected.push({ name, until: readReset(situation, `${prefix}-reset`) })
  }
  return rejected
}

/** `opus` of `7d_opus`. */
export function familyOfWindow(window: string): string | null {
  return /^\d+[a-z]+_([a-z]+)$/.exec(window)?.[1] ?? null
}

/** The window's family, where that can be what the call's model belongs to. */
function familyOf(window: string, model: string | null): string | null {
  const family = familyOfWindow(window)
  return family !== null && (model === null || model.toLowerCase().includes(family)) ? family : null
}
