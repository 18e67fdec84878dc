import type { RequestDetail } from '../../../../src/admin/request-contract.ts'

/** Where a bar lies on the time axis, percent of its width. */
export interface Bar {
  readonly left: number
  readonly width: number
}

interface AttemptBars {
  /** It waited for room before. */
  readonly held: Bar | null
  /** It was asked, and had not answered. */
  readonly asked: Bar
  /** Its answer came in. */
  readonly answered: Bar | null
}

interface Tick {
  readonly ms: number
  readonly left: number
}

export interface TraceLayout {
  readonly attempts: readonly AttemptBars[]
  /** Round moments along the axis, from 0 on; none within the last tenth, where the end is written. */
  readonly ticks: readonly Tick[]
  /** When the caller was sent the first byte, percent. */
  readonly firstByte: number | null
  readonly totalMs: number
}

/** A bar that lasts no time is still seen, percent. */
const THINNEST = 0.6

type Traced = Pick<RequestDetail, 'attempts' | 'durationMs' | 'firstByteMs'>

/** Lays a request's attempts out on one time axis, from its beginning to its end. */
export function layOutTrace({ attempts, durationMs, firstByteMs }: Traced): TraceLayout {
  const ends = attempts.map(({ startedMs, tookMs }) => startedMs + tookMs)
  const totalMs = Math.max(durationMs, ...ends, 1)
  const toBar = (from: number, to: number): Bar => {
    const left = Math.min((from / totalMs) * 100, 100 - THINNEST)
    return { left, width: Math.min(Math.max(((to - from) / totalMs) * 100, THINNEST), 100 - left) }
  }
  const bars = attempts.map(({ startedMs, tookMs, heldMs }, index): AttemptBars => {
    const end = startedMs + tookMs
    const before = index === 0 ? 0 : (ends[index - 1] ?? 0)
    const heldFrom = Math.max(before, startedMs - heldMs)
    const isHeld = heldMs > 0 && startedMs > heldFrom
    const turns = firstByteMs !== null && index === attempts.length - 1 && firstByteMs >= startedMs ? firstByteMs : null
    const isSplit = turns !== null && turns < end
    return {
      held: isHeld ? toBar(heldFrom, startedMs) : null,
      asked: toBar(startedMs, isSplit ? turns : end),
      answered: isSplit ? toBar(turns, end) : null,
    }
  })
  return {
    attempts: bars,
    ticks: toTicks(totalMs),
    firstByte: firstByteMs === null ? null : (Math.min(firstByteMs, totalMs) / totalMs) * 100,
    totalMs,
  }
}

function toTicks(totalMs: number): readonly Tick[] {
  const step = toRoundStep(totalMs / 4)
  const ticks: Tick[] = []
  for (let ms = 0; ms <= totalMs * 0.88; ms += step) ticks.push({ ms, left: (ms / totalMs) * 100 })
  return ticks
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const
const ROUND_STEPS = [
  ...ROUND,
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30, 60].map((minutes) => minutes * MINUTE_MS),
]

/** The first round length that is at least so long, ms; at most an hour. */
export function toRoundStep(ms: number): number {
  return ROUND_STEPS.find((step) => step >= ms) ?? Math.ceil(ms / (60 * MINUTE_MS)) * 60 * MINUTE_MS
}
