import type { Spread } from './spread.ts'

export type AnalyticsRange = '1h' | '6h' | '24h' | '7d' | '30d'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** How long each range is, and its steps: between 60 and 96 of them, as many as a chart shows apart. */
const LENGTHS: Readonly<Record<AnalyticsRange, { readonly lengthMs: number; readonly stepMs: number }>> = {
  '1h': { lengthMs: HOUR_MS, stepMs: MINUTE_MS },
  '6h': { lengthMs: 6 * HOUR_MS, stepMs: 5 * MINUTE_MS },
  '24h': { lengthMs: DAY_MS, stepMs: 15 * MINUTE_MS },
  '7d': { lengthMs: 7 * DAY_MS, stepMs: 2 * HOUR_MS },
  '30d': { lengthMs: 30 * DAY_MS, stepMs: 8 * HOUR_MS },
}

export interface AnalyticsQuery {
  readonly range: AnalyticsRange
  /** Epoch ms: the range ends with the step that is under way then. */
  readonly now: number
  readonly pool?: string | undefined
  /** Id or name of an account. Requests are those that it answered, attempts those that were made on it. */
  readonly account?: string | undefined
  readonly model?: string | undefined
}

/** A stretch of time in whole steps, aligned to epoch time. */
export interface AnalyticsWindow {
  /** Epoch ms; steps from here… */
  readonly from: number
  /** …up to but not including this, which is later than now. */
  readonly to: number
  readonly stepMs: number
}

/** `finestMs` is the shortest step that a store keeps apart. */
export function windowOf(range: AnalyticsRange, now: number, finestMs: number): AnalyticsWindow {
  const { lengthMs, stepMs: wanted } = LENGTHS[range]
  const stepMs = Math.max(wanted, finestMs)
  const to = (Math.floor(now / stepMs) + 1) * stepMs
  return { from: to - lengthMs, to, stepMs }
}

/** Sums over requests that began in a stretch of time, and over the attempts made for them. */
export interface AnalyticsSums {
  readonly requests: number
  readonly ok: number
  /** Without those that were cut. */
  readonly failed: number
  readonly cut: number
  readonly gone: number
  /** Attempts beyond each request's first. */
  readonly failovers: number
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  /** US dollars of the requests whose cost is known; `null` where none is. */
  readonly cost: number | null
  /** Requests with tokens whose cost is not known. */
  readonly unpriced: number
  readonly attempts: number
  /** Attempts that count as failures (contract §7). */
  readonly failures: number
  readonly limitsMet: number
  /** Attempts after which another account was asked. */
  readonly failoversAway: number
  readonly duration: Spread
  readonly firstByte: Spread
}

interface AnalyticsStep extends AnalyticsSums {
  readonly at: number
}

interface AccountAnalytics extends AnalyticsSums {
  readonly pool: string
  readonly id: string
  readonly name: string
  readonly provider: string
  /** Of its pool's attempts, those of the filter's model where there is one: 0 to 1. */
  readonly share: number
}

interface ModelAnalytics extends AnalyticsSums {
  readonly model: string | null
  /** Whose account answered, or was asked in vain; `null` where no account was. */
  readonly provider: string | null
}

/** Sessions of one pool's traffic over a stretch of time. */
interface SessionAnalytics {
  readonly pool: string
  readonly started: number
  readonly ended: number
  /** Sum of the lengths of those that ended, ms. */
  readonly endedMs: number
  readonly switches: number
}

export interface Analytics {
  readonly window: AnalyticsWindow
  /** Every step, empty ones too. */
  readonly steps: readonly AnalyticsStep[]
  readonly totals: AnalyticsSums
  /** Most attempts first. */
  readonly accounts: readonly AccountAnalytics[]
  /** Most requests first. */
  readonly models: readonly ModelAnalytics[]
  readonly sessions: readonly SessionAnalytics[]
}
