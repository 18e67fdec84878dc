import type { CooldownRecord } from '../model/board-records.ts'
import type { CoolScope } from '../model/refusal.ts'

const FIRST_MS = 5_000
const LONGEST_STEP_MS = 300_000
const LONGEST_MS = 32 * 24 * 3_600_000
/** What cools longer than this is tried with one call in this time, since quotas come back early. */
export const TRIAL_MS = 3_600_000
/** A streak that nothing was heard of for so long does not go on. */
const STREAK_LAPSES_MS = 3_600_000

/** One limit that an account, or one model of it, has run into. Times are epoch ms. */
export interface Cooldown {
  readonly scope: CoolScope
  /** Of its scope: empty for the account. */
  readonly key: string
  /** When it began, in the board's own order of events. */
  sequence: number
  startedAt: number
  until: number
  nextTrialAt: number | null
  /** Sequence of the hourly call under way; 0 where none is. */
  trial: number
  /** How many without a stated end came in a row. */
  level: number
  code: string
  /** False once it is over; kept for its level. */
  running: boolean
}

/** A limit met by a request. */
export interface Limit {
  readonly scope: CoolScope
  /** `null` where the vendor did not say. */
  readonly until: number | null
  readonly code: string
  /** When the request was sent, and when its answer came, in the board's own order of events. */
  readonly sent: number
  readonly heard: number
  /** Whether it is tried with one call an hour where it lasts longer: `no` where the operator wants it left alone. */
  readonly trials: 'hourly' | 'no'
}

/** A cooldown as one limit began it, so that it can be taken back. */
export interface BegunCooldown {
  readonly cooldown: Cooldown
  readonly sequence: number
  readonly until: number
}

/** Tells scopes apart; empty for the account. */
function scopeKey(scope: CoolScope): string {
  switch (scope.kind) {
    case 'account':
      return ''
    case 'model':
      return `model:${scope.model}`
    case 'family':
      return `family:${scope.family}`
  }
}

/** Whether a limit of this scope holds for calls of the model. */
export function scopeCovers(scope: CoolScope, model: string | null): boolean {
  switch (scope.kind) {
    case 'account':
      return true
    case 'model':
      return model === scope.model
    case 'family':
      return model !== null && model.includes(scope.family)
  }
}

/** Begins a cooldown, or makes one that runs last longer. Returns it where it was not running before. */
export function cool(cooldowns: Cooldown[], limit: Limit, now: number): Cooldown | null {
  const key = scopeKey(limit.scope)
  let cooldown = cooldowns.find((one) => one.key === key)
  if (cooldown === undefined) {
    forgetOld(cooldowns, now)
    cooldown = { scope: limit.scope, key, ...NEVER, code: limit.code }
    cooldowns.push(cooldown)
  }
  const until = Math.min(untilOf(cooldown, limit, now), now + LONGEST_MS)
  const begins = !cooldown.running
  if (begins) {
    cooldown.running = true
    cooldown.sequence = limit.heard
    cooldown.startedAt = now
    cooldown.until = until
    cooldown.nextTrialAt = null
    cooldown.trial = 0
    cooldown.code = limit.code
  } else if (until > cooldown.until) {
    cooldown.until = until
    cooldown.code = limit.code
  }
  if (limit.trials === 'hourly' && cooldown.until - now > TRIAL_MS) cooldown.nextTrialAt ??= now + TRIAL_MS
  return begins ? cooldown : null
}

const NEVER = { sequence: 0, startedAt: 0, until: 0, nextTrialAt: null, trial: 0, level: 0, running: false }

function untilOf(cooldown: Cooldown, limit: Limit, now: number): number {
  if (limit.until !== null && limit.until > now) return limit.until
  const sentBefore = limit.sent < cooldown.sequence
  // A burst in flight when the first refusal came is one event: it neither doubles nor prolongs.
  if (sentBefore && cooldown.running) return cooldown.until
  if (!sentBefore || cooldown.level === 0) cooldown.level++
  return now + Math.min(FIRST_MS * 2 ** (cooldown.level - 1), LONGEST_STEP_MS)
}

/** Takes out what a success of a request sent at `sent` ends, streaks with it. Returns what was running. */
export function endCooldowns(cooldowns: Cooldown[], model: string | null, sent: number): readonly Cooldown[] {
  let ended: Cooldown[] = NONE
  for (let index = cooldowns.length - 1; index >= 0; index--) {
    const cooldown = cooldowns[index]
    if (cooldown === undefined || cooldown.sequence >= sent || !scopeCovers(cooldown.scope, model)) continue
    cooldowns.splice(index, 1)
    if (cooldown.running) ended = [...ended, cooldown]
  }
  return ended
}

const NONE: Cooldown[] = []

/** Takes out what this very limit began, its streak with it, unless others have prolonged it. Tells whether it did. */
export function takeBack(cooldowns: Cooldown[], { cooldown, sequence, until }: BegunCooldown): boolean {
  const index = cooldowns.indexOf(cooldown)
  const isItsOwn = cooldown.sequence === sequence && cooldown.until === until && cooldown.level === 1
  if (index < 0 || !isItsOwn) return false
  cooldowns.splice(index, 1)
  return true
}

function forgetOld(cooldowns: Cooldown[], now: number): void {
  for (let index = cooldowns.length - 1; index >= 0; index--) {
    const cooldown = cooldowns[index]
    if (cooldown !== undefined && !cooldown.running && now - cooldown.until > STREAK_LAPSES_MS) {
      cooldowns.splice(index, 1)
    }
  }
}

export function toCooldownRecord(cooldown: Cooldown): CooldownRecord {
  const { scope, startedAt, until, nextTrialAt, level, code } = cooldown
  return { scope, startedAt, until, nextTrialAt, level, code }
}

/** As it stood; whatever is sent after the restart was sent after it began. */
export function restoreCooldown(record: CooldownRecord, now: number): Cooldown {
  return { ...record, key: scopeKey(record.scope), sequence: 0, trial: 0, running: record.until > now }
}
