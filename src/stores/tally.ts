import type { AttemptRow, RequestRow } from '../model/ledger.ts'
import { isFailedAttempt, isLimitMet } from '../model/outcome.ts'
import type { Usage } from '../model/usage.ts'
import { addToHistogram, bucketOf } from '../model/histogram.ts'
import type { Histogram } from '../model/histogram.ts'
import type { Sums } from './sums.ts'
import { COUNTS } from './sums.ts'

/** What one request adds to the sums of one account, or, with an empty id, to those of no account. */
export interface Tally {
  /** Empty where no account answered. */
  readonly accountId: string
  readonly account: string
  readonly provider: string
  readonly counts: number[]
  /** Buckets of a histogram; `null` where nothing is counted. */
  readonly duration: number | null
  readonly firstByte: number | null
}

const ATTEMPTS = COUNTS.indexOf('attempts')
const FAILURES = COUNTS.indexOf('failures')
const LIMITS_MET = COUNTS.indexOf('limits_met')
const FAILOVERS_AWAY = COUNTS.indexOf('failovers_away')

/**
 * A finished request as what it adds up to, first where its answer is counted: whatever keeps sums of requests takes
 * them from here. Attempts are counted for the account that they were made on.
 */
export function tallyRow(row: RequestRow, cost: number | null): readonly Tally[] {
  const answer: Tally = {
    accountId: row.accountId ?? '',
    account: row.account ?? '',
    provider: row.provider ?? '',
    counts: countsOf(row, cost),
    duration: bucketOf(row.durationMs),
    firstByte: row.firstByteMs === null ? null : bucketOf(row.firstByteMs),
  }
  const tallies = [answer]
  row.attempts.forEach((attempt, place) => {
    let tally = tallies.find(({ accountId }) => accountId === attempt.accountId)
    if (tally === undefined) tallies.push((tally = tallyOf(attempt)))
    countAttempt(tally.counts, attempt, row.attempts[place + 1] ?? null)
  })
  return tallies
}

export function addTally(into: Sums, tally: Tally): void {
  const { counts } = into
  for (let place = 0; place < tally.counts.length; place += 1) {
    counts[place] = (counts[place] ?? 0) + (tally.counts[place] ?? 0)
  }
  addBucket(into.durations, tally.duration)
  addBucket(into.firstBytes, tally.firstByte)
}

function addBucket(histogram: Histogram, bucket: number | null): void {
  if (bucket !== null) addToHistogram(histogram, bucket, 1)
}

function tallyOf({ accountId, account, provider = '' }: AttemptRow): Tally {
  return { accountId, account, provider, counts: COUNTS.map(() => 0), duration: null, firstByte: null }
}

function countAttempt(counts: number[], { accountId, mark }: AttemptRow, next: AttemptRow | null): void {
  add(counts, ATTEMPTS)
  if (mark !== undefined && isFailedAttempt(mark)) add(counts, FAILURES)
  if (mark !== undefined && isLimitMet(mark)) add(counts, LIMITS_MET)
  // The same account once more, for its token was renewed, is no failover.
  if (next !== null && next.accountId !== accountId) add(counts, FAILOVERS_AWAY)
}

function add(counts: number[], place: number): void {
  counts[place] = (counts[place] ?? 0) + 1
}

/** In the order of `COUNTS`. */
function countsOf(row: RequestRow, cost: number | null): number[] {
  const { usage } = row
  return [
    1,
    row.end === 'ok' ? 1 : 0,
    row.end === 'failed' ? 1 : 0,
    row.end === 'cut' ? 1 : 0,
    row.end === 'gone' ? 1 : 0,
    Math.max(0, row.attempts.length - 1),
    usage.input ?? 0,
    usage.output ?? 0,
    usage.cacheRead ?? 0,
    usage.cacheWrite5m ?? 0,
    usage.cacheWrite1h ?? 0,
    cost ?? 0,
    cost === null ? 0 : 1,
    row.durationMs,
    row.firstByteMs ?? 0,
    cost === null && hasTokens(usage) ? 1 : 0,
    0,
    0,
    0,
    0,
  ]
}

function hasTokens({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): boolean {
  return (input ?? 0) + (output ?? 0) + (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0) > 0
}
