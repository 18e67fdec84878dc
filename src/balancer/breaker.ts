/** The answers looked at, and the time they come from (contract §6, Disabled by failures). */
const ANSWERS = 20
const WINDOW_MS = 120_000
/** Fewer failures than this never disable: a quiet account is not judged by two answers. */
const FAILURES_ALLOWED = 5
const FIRST_MS = 30_000
const LONGEST_MS = 300_000

/** Tells by an account's last answers whether it is fit to be asked. Times are epoch ms. */
export interface Breaker {
  /** Disabled until then, and from then on until a probe succeeds; `null` where it is enabled. */
  openUntil: number | null
  /** How often it was disabled without 20 answers in between. */
  level: number
  /** Changes whenever it is disabled or enabled: answers to requests of an older generation say nothing any more. */
  generation: number
  answersSinceEnabled: number
  readonly times: number[]
  readonly failed: boolean[]
  next: number
  /** The failure that was taken back last: it counts again with the next one that stands, unless a success comes first. */
  withdrawn: Recorded | null
}

/** A failure's place among the last answers, and its time, epoch ms. */
interface Recorded {
  readonly slot: number
  readonly at: number
}

/** One failure as it was recorded, so that it can be taken back. */
export interface RecordedFailure extends Recorded {
  /** How many answers had come by then, itself among them: 20 more, and its place is taken by another. */
  readonly answers: number
  /** The breaker's generation after it. */
  readonly generation: number
  /** The last answers, which are forgotten as it disables; `null` where it did not disable. */
  readonly disabling: Pick<Breaker, 'times' | 'failed' | 'next'> | null
  /** One that had been taken back, and counted again with it. */
  readonly reinstated: Recorded | null
}

/** Of an answer that is taken back: it lies in no window of time. */
const NEVER = -Infinity

export function createBreaker(): Breaker {
  return {
    openUntil: null,
    level: 0,
    generation: 0,
    answersSinceEnabled: 0,
    times: [],
    failed: [],
    next: 0,
    withdrawn: null,
  }
}

export function recordAnswer(breaker: Breaker, answer: 'success' | 'failure', now: number): void {
  breaker.withdrawn = null
  breaker.times[breaker.next] = now
  breaker.failed[breaker.next] = answer === 'failure'
  breaker.next = (breaker.next + 1) % ANSWERS
  if (++breaker.answersSinceEnabled >= ANSWERS) breaker.level = 0
}

/** Records a failure of an account that is enabled, and disables it where it is unfit by now. */
export function recordFailure(breaker: Breaker, now: number): RecordedFailure {
  const { next: slot, withdrawn: reinstated } = breaker
  if (reinstated !== null) breaker.times[reinstated.slot] = reinstated.at
  recordAnswer(breaker, 'failure', now)
  let disabling: RecordedFailure['disabling'] = null
  if (isUnfit(breaker, now)) {
    disabling = { times: [...breaker.times], failed: [...breaker.failed], next: breaker.next }
    openBreaker(breaker, now)
  }
  const { answersSinceEnabled: answers, generation } = breaker
  return { at: now, slot, answers, generation, disabling, reinstated }
}

/**
 * As if it had not been. Does nothing where the account has been disabled or enabled since by anything else. Nothing may
 * have been recorded on one that it disabled, which holds as long as no probe was sent.
 */
export function withdrawFailure(breaker: Breaker, failure: RecordedFailure): void {
  const { at, slot, answers, generation, disabling, reinstated } = failure
  if (breaker.generation !== generation) return
  if (disabling !== null) {
    breaker.openUntil = null
    breaker.level--
    breaker.generation--
    breaker.times.push(...disabling.times)
    breaker.failed.push(...disabling.failed)
    breaker.next = disabling.next
  }
  if (breaker.answersSinceEnabled - answers >= ANSWERS) return
  breaker.times[slot] = NEVER
  if (reinstated !== null) breaker.times[reinstated.slot] = NEVER
  breaker.withdrawn = { slot, at }
}

/** More than half of the last answers are failures, and more than five of them. */
function isUnfit(breaker: Breaker, now: number): boolean {
  let answers = 0
  let failures = 0
  for (const [index, time] of breaker.times.entries()) {
    if (now - time >= WINDOW_MS) continue
    answers++
    if (breaker.failed[index] === true) failures++
  }
  return failures > FAILURES_ALLOWED && failures * 2 > answers
}

/** Disables for 30 s, then 60 s, … up to 5 min. */
export function openBreaker(breaker: Breaker, now: number): void {
  breaker.openUntil = now + Math.min(FIRST_MS * 2 ** breaker.level, LONGEST_MS)
  breaker.level++
  forget(breaker)
}

/** Enables with a clean slate; the level stays until 20 answers have come. */
export function closeBreaker(breaker: Breaker): void {
  breaker.openUntil = null
  breaker.answersSinceEnabled = 0
  forget(breaker)
}

function forget(breaker: Breaker): void {
  breaker.generation++
  breaker.times.length = 0
  breaker.failed.length = 0
  breaker.next = 0
  breaker.withdrawn = null
}
