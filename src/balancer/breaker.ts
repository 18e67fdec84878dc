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
}

export function createBreaker(): Breaker {
  return { openUntil: null, level: 0, generation: 0, answersSinceEnabled: 0, times: [], failed: [], next: 0 }
}

export function recordAnswer(breaker: Breaker, answer: 'success' | 'failure', now: number): void {
  breaker.times[breaker.next] = now
  breaker.failed[breaker.next] = answer === 'failure'
  breaker.next = (breaker.next + 1) % ANSWERS
  if (++breaker.answersSinceEnabled >= ANSWERS) breaker.level = 0
}

/** More than half of the last answers are failures, and more than five of them. */
export function isUnfit(breaker: Breaker, now: number): boolean {
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
}
