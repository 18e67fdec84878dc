import { addToHistogram, bucketOf, type Histogram } from '../model/histogram.ts'
import type { RequestRow } from '../model/ledger.ts'
import type { LiveSnapshot, RecentStep } from './live-snapshot.ts'
import { LIVE_WINDOW_MS, RECENT_STEP_MS, RECENT_STEPS } from './live-snapshot.ts'
import { StepRing } from './step-ring.ts'

const SECOND_MS = 1_000
const SECONDS = LIVE_WINDOW_MS / SECOND_MS

/** What ended within one second. */
interface Second {
  requests: number
  ok: number
  gone: number
  input: number
  cacheRead: number
  output: number
  readonly durations: Histogram
  readonly firstBytes: Histogram
  readonly pools: Map<string, number>
  readonly accounts: Map<string, number>
}

type Recent = Omit<{ -readonly [Name in keyof RecentStep]: RecentStep[Name] }, 'at'>

/**
 * Counts requests as they end: the last minute second by second, the last ten minutes by steps. A request counts when it
 * is told of, so a long stream counts at its end. It holds at most so many numbers as a minute has seconds, and of accounts
 * those that were asked in each.
 */
export class LiveBook {
  readonly #seconds: Second[] = Array.from({ length: SECONDS }, createSecond)
  readonly #recent: Recent[] = Array.from({ length: RECENT_STEPS }, createRecent)
  readonly #secondRing = new StepRing(SECOND_MS, SECONDS)
  readonly #recentRing = new StepRing(RECENT_STEP_MS, RECENT_STEPS)
  /** How long it has counted by now, as far as the window goes, ms. */
  #livedMs = 0
  #now: number | null = null

  /** Rows that have just ended; `now` is epoch ms. */
  add(rows: readonly RequestRow[], now: number): void {
    this.#advance(now)
    const second = this.#seconds[this.#secondRing.place]
    const step = this.#recent[this.#recentRing.place]
    if (second === undefined || step === undefined) return
    for (const row of rows) addRow(row, second, step)
  }

  read(now: number): LiveSnapshot {
    this.#advance(now)
    const sum = createSecond()
    for (const second of this.#seconds) if (second.requests > 0) addSecond(second, sum)
    const first = this.#recentRing.beganAt - (RECENT_STEPS - 1) * RECENT_STEP_MS
    const recent = Array.from({ length: RECENT_STEPS }, (_, index) => {
      const step = this.#recent[(this.#recentRing.place + 1 + index) % RECENT_STEPS] ?? createRecent()
      return { at: first + index * RECENT_STEP_MS, ...step }
    })
    // All but the second under way are whole.
    const seen = (SECONDS - 1) * SECOND_MS + (now - this.#secondRing.beganAt)
    return { ...sum, windowMs: Math.min(this.#livedMs, seen), recent }
  }

  #advance(now: number): void {
    if (this.#now !== null) this.#livedMs = Math.min(LIVE_WINDOW_MS, this.#livedMs + Math.max(0, now - this.#now))
    this.#now = now
    this.#secondRing.advance(now, (place) => {
      // One that nothing ended in is as good as new.
      if (this.#seconds[place]?.requests !== 0) this.#seconds[place] = createSecond()
    })
    this.#recentRing.advance(now, (place) => {
      this.#recent[place] = createRecent()
    })
  }
}

function addRow(row: RequestRow, second: Second, step: Recent): void {
  const { usage, attempts, end } = row
  const output = usage.output ?? 0
  const cacheRead = usage.cacheRead ?? 0
  second.requests += 1
  if (end === 'ok') second.ok += 1
  else if (end === 'gone') second.gone += 1
  else step.failed += 1
  second.input += (usage.input ?? 0) + cacheRead + (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0)
  second.cacheRead += cacheRead
  second.output += output
  step.requests += 1
  step.outputTokens += output
  addToHistogram(second.durations, bucketOf(row.durationMs), 1)
  if (row.firstByteMs !== null) addToHistogram(second.firstBytes, bucketOf(row.firstByteMs), 1)
  count(second.pools, row.pool, 1)
  for (const { accountId } of attempts) count(second.accounts, accountId, 1)
}

function addSecond(second: Second, sum: Second): void {
  sum.requests += second.requests
  sum.ok += second.ok
  sum.gone += second.gone
  sum.input += second.input
  sum.cacheRead += second.cacheRead
  sum.output += second.output
  second.durations.forEach((here, bucket) => addToHistogram(sum.durations, bucket, here))
  second.firstBytes.forEach((here, bucket) => addToHistogram(sum.firstBytes, bucket, here))
  for (const [pool, here] of second.pools) count(sum.pools, pool, here)
  for (const [account, here] of second.accounts) count(sum.accounts, account, here)
}

function count(counts: Map<string, number>, name: string, more: number): void {
  counts.set(name, (counts.get(name) ?? 0) + more)
}

function createSecond(): Second {
  return {
    requests: 0,
    ok: 0,
    gone: 0,
    input: 0,
    cacheRead: 0,
    output: 0,
    durations: [],
    firstBytes: [],
    pools: new Map(),
    accounts: new Map(),
  }
}

function createRecent(): Recent {
  return { requests: 0, failed: 0, outputTokens: 0 }
}
