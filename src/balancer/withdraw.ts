import { withdrawFailure } from './breaker.ts'
import type { BegunCooldown } from './cooldowns.ts'
import { takeBack } from './cooldowns.ts'
import type { Effect } from './effect.ts'
import type { Member } from './member.ts'
import type { Roster } from './roster.ts'
import type { Sessions } from './sessions.ts'
import { NO_SCOPES, standingOf } from './standing.ts'
import type { Ticket } from './ticket.ts'

/** How long a success vouches for its account, ms. */
const VOUCHED_MS = 120_000

type Withdraw = (alike: readonly Ticket[], now: number) => readonly Ticket[]

/**
 * Takes back what one call's failures did to accounts that it failed on in the same way (contract §6, Poison). The call is
 * at fault if one of them vouches for it: that one has succeeded in the last 2 minutes, and has failed since for this call
 * alone. A pool that is down has none, but for the first call that meets it: what was taken back then counts again as
 * soon as the next call fails. Others are let off with it, such as those that a session gives no traffic, but for those
 * that have failed otherwise since their last success. Statistics stay.
 */
export function createWithdraw(roster: Roster, sessions: Sessions): Withdraw {
  function takeBackCooldown(member: Member, begun: BegunCooldown): void {
    const { cooldown } = begun
    if (!takeBack(member.cooldowns, begun)) return
    if (cooldown.running) roster.onCooldownEnd(cooldown)
    if (cooldown.key !== '') sessions.returnModels(cooldown.startedAt)
  }

  function undo(member: Member, { failure, began, lost, lesson }: Effect, now: number): void {
    const standing = standingOf(member, NO_SCOPES, now)
    // One that has been back meanwhile may have begun sessions anew.
    const wasAway = standing === 'cooling' || standing === 'failures'
    if (failure !== null) withdrawFailure(member.breaker, failure)
    for (const begun of began) takeBackCooldown(member, begun)
    lesson?.quota.unlearn(lesson, now)
    if (lost !== null && wasAway) sessions.giveBack(member, lost, now)
    roster.onChange(member, now)
  }

  function withdraw(ticket: Ticket, now: number): boolean {
    const { member, effect } = ticket
    const standing = member.streak - member.forgiven
    if (member.index < 0 || member.probe !== 0 || effect === null || !isItsAlone(ticket, standing)) return false
    ticket.effect = null
    undo(member, effect, now)
    // Otherwise a success has come since.
    if (standing === 1) member.forgiven++
    else member.breaker.withdrawn = null
    return true
  }

  return (alike, now) => {
    roster.advance(now)
    return alike.some((ticket) => isVouching(ticket, now)) ? alike.filter((ticket) => withdraw(ticket, now)) : []
  }
}

function isVouching(ticket: Ticket, now: number): boolean {
  const { succeededAt, streak } = ticket.member
  return now - succeededAt < VOUCHED_MS && isItsAlone(ticket, streak)
}

/** Whether so many failures since the account's last success are no more than this one. */
function isItsAlone({ member, sequence }: Ticket, failures: number): boolean {
  return failures === 0 || (failures === 1 && member.streakBy === sequence)
}
