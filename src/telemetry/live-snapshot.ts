import { mergeHistogram } from '../model/histogram.ts'

/** How far the figures look back, ms. */
export const LIVE_WINDOW_MS = 60_000
/** Ten minutes in steps of ten seconds. */
export const RECENT_STEP_MS = 10_000
export const RECENT_STEPS = 60

export interface RecentStep {
  /** When it began, epoch ms. */
  readonly at: number
  readonly requests: number
  /** Refused, failed or cut. */
  readonly failed: number
  readonly outputTokens: number
}

/** What has ended within the last minute, and by steps within the last ten. Plain values that can be added up. */
export interface LiveSnapshot {
  /** How far it looks back, 0 to `LIVE_WINDOW_MS`: less in the first minute. */
  readonly windowMs: number
  readonly requests: number
  readonly ok: number
  /** Whose callers left. */
  readonly gone: number
  /** Prompt tokens of every kind. */
  readonly input: number
  readonly cacheRead: number
  readonly output: number
  /** As in `model/histogram.ts`. */
  readonly durations: readonly number[]
  readonly firstBytes: readonly number[]
  /** `RECENT_STEPS` of them, the oldest first. */
  readonly recent: readonly RecentStep[]
  /** Requests of the last minute by pool. */
  readonly pools: ReadonlyMap<string, number>
  /** Attempts of the last minute by account id. */
  readonly accounts: ReadonlyMap<string, number>
}

/** What several books tell of one moment, added up. Their clocks may differ by a step; then the newest counts. */
export function mergeLive(snapshots: readonly LiveSnapshot[], now: number): LiveSnapshot {
  const durations: number[] = []
  const firstBytes: number[] = []
  for (const snapshot of snapshots) {
    mergeHistogram(durations, snapshot.durations)
    mergeHistogram(firstBytes, snapshot.firstBytes)
  }
  return {
    windowMs: Math.max(0, ...snapshots.map(({ windowMs }) => windowMs)),
    requests: sumOf(snapshots, ({ requests }) => requests),
    ok: sumOf(snapshots, ({ ok }) => ok),
    gone: sumOf(snapshots, ({ gone }) => gone),
    input: sumOf(snapshots, ({ input }) => input),
    cacheRead: sumOf(snapshots, ({ cacheRead }) => cacheRead),
    output: sumOf(snapshots, ({ output }) => output),
    durations,
    firstBytes,
    recent: mergeRecent(snapshots, now),
    pools: mergeCounts(snapshots.map(({ pools }) => pools)),
    accounts: mergeCounts(snapshots.map(({ accounts }) => accounts)),
  }
}

function mergeRecent(snapshots: readonly LiveSnapshot[], now: number): RecentStep[] {
  const newest = Math.max(toStep(now), ...snapshots.map(({ recent }) => recent.at(-1)?.at ?? 0))
  const from = newest - (RECENT_STEPS - 1) * RECENT_STEP_MS
  const steps = Array.from({ length: RECENT_STEPS }, (_, index) => from + index * RECENT_STEP_MS)
  const told = Map.groupBy(
    snapshots.flatMap(({ recent }) => recent),
    ({ at }) => at,
  )
  return steps.map((at) => {
    const here = told.get(at) ?? []
    return {
      at,
      requests: sumOf(here, ({ requests }) => requests),
      failed: sumOf(here, ({ failed }) => failed),
      outputTokens: sumOf(here, ({ outputTokens }) => outputTokens),
    }
  })
}

function toStep(now: number): number {
  return Math.floor(now / RECENT_STEP_MS) * RECENT_STEP_MS
}

function mergeCounts(counts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const merged = new Map<string, number>()
  for (const each of counts) for (const [name, count] of each) merged.set(name, (merged.get(name) ?? 0) + count)
  return merged
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0)
}
