import type { LimitMeter } from '../../model/limit.ts'
import { type LimitHeader, type LimitPart, type LimitWords, rememberNames } from '../limit-headers.ts'
import { tableOf } from '../table-of.ts'
import { familyOfWindow, OVERAGE } from './unified-limits.ts'

/** What the name of a limit says. */
export type LimitNamed = Bucket | Window

/** A token bucket of the organisation. */
export interface Bucket {
  readonly kind: 'bucket'
  /** `input-tokens`; with its tier before it where that is not the usual one: `priority-input-tokens`. */
  readonly name: string
  readonly tier: Tier
  readonly meter: LimitMeter
}

/** `ratelimit` is the usual one; calls beyond `priority` are served as usual ones, calls beyond `fast` are refused. */
type Tier = 'ratelimit' | 'priority' | 'fast'

/** A window of a plan, of which a share is used; or, named `unified`, the summary over all of them. */
export interface Window {
  readonly kind: 'window'
  /** `unified-7d_opus` */
  readonly name: string
  readonly isSummary: boolean
  /** `null` where the name does not say. */
  readonly windowMs: number | null
  /** `opus` of `7d_opus`; `null` where it is for all models. */
  readonly family: string | null
}

const BUCKET = /^anthropic-(ratelimit|priority|fast)-((?:input-|output-)?tokens|requests)-(limit|remaining|reset)$/
const UNIFIED = /^anthropic-ratelimit-unified(?:-(.+))?-(status|utilization|reset)$/

const TIERS = tableOf<Tier>({ ratelimit: 'ratelimit', priority: 'priority', fast: 'fast' })
const METERS = tableOf<LimitMeter>({
  requests: 'requests',
  tokens: 'tokens',
  'input-tokens': 'input',
  'output-tokens': 'output',
})
const PARTS = tableOf<LimitPart>({
  limit: 'capacity',
  remaining: 'left',
  reset: 'reset',
  status: 'status',
  utilization: 'used',
})
const UNITS_MS = tableOf<number>({ m: 60_000, h: 3_600_000, d: 86_400_000 })

const LOWER_A = 97
const LOWER_T = 116
const SHORTEST = 'anthropic-organization-id'.length

/** The headers of the vendor that speak of limits (its page on rate limits; those of plans are not documented). */
export const ANTHROPIC_LIMIT_WORDS: LimitWords<LimitNamed> = {
  mayTell: (name) =>
    name.length >= SHORTEST && (name.charCodeAt(0) | 32) === LOWER_A && (name.charCodeAt(2) | 32) === LOWER_T,
  read: rememberNames(readName),
}

function readName(name: string): LimitHeader<LimitNamed> | null {
  if (name === 'anthropic-organization-id') return { kind: 'organization' }
  return readBucket(name) ?? readWindow(name)
}

function readBucket(header: string): LimitHeader<Bucket> | null {
  const [, inTier = '', counted = '', said = ''] = BUCKET.exec(header) ?? []
  const tier = TIERS[inTier]
  const meter = METERS[counted]
  const part = PARTS[said]
  if (tier === undefined || meter === undefined || part === undefined) return null
  const name = tier === 'ratelimit' ? counted : `${tier}-${counted}`
  return { kind: 'limit', about: { kind: 'bucket', name, tier, meter }, part }
}

function readWindow(header: string): LimitHeader<Window> | null {
  const [, window, said = ''] = UNIFIED.exec(header) ?? []
  const part = PARTS[said]
  if (part === undefined || window === OVERAGE) return null
  const about: Window = {
    kind: 'window',
    name: window === undefined ? 'unified' : `unified-${window}`,
    isSummary: window === undefined,
    windowMs: window === undefined ? null : lengthOf(window),
    family: window === undefined ? null : familyOfWindow(window),
  }
  return { kind: 'limit', about, part }
}

/** `5h`, `7d_opus` in ms. */
function lengthOf(window: string): number | null {
  const [, count, unit = ''] = /^(\d{1,3})([mhd])(?:_|$)/.exec(window) ?? []
  const unitMs = UNITS_MS[unit]
  return unitMs === undefined ? null : Number(count) * unitMs
}
