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

/**
 * Takes back what the mark of one attempt did to its account (contract §6, Poison), if all that is known of the account
 * speaks for it: it has succeeded in the last 2 minutes, and has failed since for no other call. One that is really down
 * fails for the next call as well, and what was taken back counts again then. Statistics stay. The returned function
 * tells whether anything was taken back.
 */
export function createWithdraw(roster: Roster, sessions: Sessions): (ticket: Ticket, now: number) => boolean {
  function takeBackCooldown(member: Member, begun: BegunCooldown): void {
    const { cooldown } = begun
    if (!takeBack(member.cooldowns, begun)) return
    if (cooldown.running) roster.onCooldownEnd(cooldown)
    if (cooldown.key !== '') sessions.returnModels(cooldown.startedAt)
  }

  function undo(member: Member, { failure, began, lost }: Effect, now: number): void {
    const standing = standingOf(member, NO_SCOPES, now)
    // One that has been back meanwhile may have begun sessions anew.
    const wasAway = standing === 'cooling' || standing === 'failures'
    if (failure !== null) withdrawFailure(member.breaker, failure)
    for (const begun of began) takeBackCooldown(member, begun)
    if (lost !== null && wasAway) sessions.giveBack(member, lost, now)
    roster.onChange(member, now)
  }

  return (ticket, now) => {
    const { member, effect } = ticket
    if (member.index < 0 || effect === null || !isVouchedFor(ticket, now) || member.probe !== 0) return false
    roster.advance(now)
    ticket.effect = null
    undo(member, effect, now)
    return true
  }
}

function isVouchedFor({ member, sequence }: Ticket, now: number): boolean {
  if (now - member.succeededAt >= VOUCHED_MS) return false
  return member.streak === 0 || (member.streak === 1 && member.streakBy === sequence)
}
