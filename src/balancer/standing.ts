import type { Member } from './member.ts'

/**
 * Whether an account can be asked. `trial` may take one request at a time: a probe, or the hourly call of a long
 * cooldown. `full` has as many calls under way as its operator allows. `unsigned` waits for a person to sign in again. One that is disabled and cools counts as cooling: waiting
 * helps it, and it is no failure of the pool.
 */
export type Standing = 'available' | 'trial' | 'full' | 'cooling' | 'failures' | 'refused' | 'unsigned' | 'paused'

/** No limit but those of the whole account. */
export const NO_SCOPES: ReadonlySet<string> = new Set()

/** Standing for calls to which the limits of these scopes apply, besides those of the account. */
export function standingOf(member: Member, scopes: ReadonlySet<string>, now: number): Standing {
  if (member.paused !== null) return 'paused'
  if (member.account.needsSignIn !== null) return 'unsigned'
  let trial = false
  for (const cooldown of member.cooldowns) {
    if (!cooldown.running || cooldown.until <= now || !applies(cooldown.key, scopes)) continue
    if (cooldown.nextTrialAt === null || cooldown.nextTrialAt > now || cooldown.trial !== 0) return 'cooling'
    trial = true
  }
  if (member.refusedUntil !== null) {
    if (member.refusedUntil > now || member.probe !== 0) return 'refused'
    trial = true
  }
  if (member.breaker.openUntil !== null) {
    if (member.breaker.openUntil > now || member.probe !== 0) return 'failures'
    trial = true
  }
  const { maxInFlight } = member.account.caps
  if (maxInFlight !== null && member.inFlight >= maxInFlight) return 'full'
  return trial ? 'trial' : 'available'
}

/** When an account that cannot be asked is back; `Infinity` where nothing but a person brings it back. */
export function backAt(member: Member, scopes: ReadonlySet<string>): number {
  if (member.paused !== null || member.account.needsSignIn !== null) return Infinity
  let back = Math.max(member.refusedUntil ?? 0, member.breaker.openUntil ?? 0)
  for (const cooldown of member.cooldowns) {
    if (cooldown.running && applies(cooldown.key, scopes)) back = Math.max(back, cooldown.until)
  }
  return back
}

/** The next time at which an account's standing changes by itself; `Infinity` where it never does. */
export function nextChangeOf(member: Member, now: number): number {
  let next = Infinity
  const consider = (time: number | null): void => {
    if (time !== null && time > now && time < next) next = time
  }
  consider(member.refusedUntil)
  consider(member.breaker.openUntil)
  for (const cooldown of member.cooldowns) {
    if (!cooldown.running) continue
    consider(cooldown.until)
    consider(cooldown.nextTrialAt)
  }
  return next
}

function applies(key: string, scopes: ReadonlySet<string>): boolean {
  return key === '' || scopes.has(key)
}
