import type { LimitsTold } from '../model/limit.ts'
import type { Mark } from '../model/outcome.ts'
import { isFailedAttempt, isFault } from '../model/outcome.ts'
import type { CoolScope, Refusal } from '../model/refusal.ts'
import { closeBreaker, openBreaker, recordAnswer, recordFailure } from './breaker.ts'
import type { BegunCooldown } from './cooldowns.ts'
import { cool, endCooldowns, scopeCovers } from './cooldowns.ts'
import type { Limits } from './headroom/limits.ts'
import type { LimitLesson } from './headroom/quota.ts'
import type { Member } from './member.ts'
import { reorder } from './member.ts'
import type { Roster } from './roster.ts'
import type { Sessions } from './sessions.ts'
import type { Storms, Weather } from './storm.ts'
import type { Ticket } from './ticket.ts'

/** What an account cools for whose next token cannot be fetched yet. */
const NO_TOKEN: Refusal = {
  kind: 'credential',
  status: 0,
  until: null,
  scope: { kind: 'account' },
  code: 'no_token',
}
const CREDIT_MS = 3_600_000
const REFUSED_MS = 1_800_000

/** What answers do to the accounts they came from. */
export interface Marks {
  answered(ticket: Ticket, now: number): void
  told(ticket: Ticket, told: LimitsTold, now: number): void
  settle(ticket: Ticket, mark: Mark, now: number): Weather
}

export interface MarksPlan {
  readonly roster: Roster
  readonly sessions: Sessions
  readonly limits: Limits
  readonly storms: Storms
  /** Numbers events in their order. */
  readonly next: () => number
  readonly onSucceeded: (member: Member, now: number) => void
}

export function createMarks({ roster, sessions, limits, storms, next, onSucceeded }: MarksPlan): Marks {
  function onAnswer(ticket: Ticket, member: Member, now: number): void {
    ticket.answered = true
    onSucceeded(member, now)
    limits.relax(ticket, now)
    storms.onSucceeded(member)
    member.succeededAt = now
    member.streak = 0
    member.forgiven = 0
    const { breaker } = member
    breaker.withdrawn = null
    if (!ticket.probe && member.cooldowns.length === 0 && member.refusedUntil === null) return
    for (const ended of endCooldowns(member.cooldowns, ticket.model, ticket.sequence)) roster.onCooldownEnd(ended)
    if (ticket.sequence > member.refusedSequence) member.refusedUntil = null
    if (breaker.openUntil !== null && isProbe(ticket, member)) {
      closeBreaker(breaker)
      ticket.generation = breaker.generation
    }
    release(ticket, member)
    member.returnedAt = now
    roster.onChange(member, now)
  }

  function onFailure(ticket: Ticket, member: Member, now: number): void {
    const { breaker } = member
    // What was sent before it was disabled, or enabled again, says nothing about it now.
    if (ticket.generation !== breaker.generation) return
    if (breaker.openUntil === null) {
      const failure = recordFailure(breaker, now)
      const lost = failure.disabling === null ? null : sessions.lose(member, now)
      ticket.effect = { failure, began: [], lost, lesson: null }
      if (lost === null) return
    } else if (isProbe(ticket, member)) {
      openBreaker(breaker, now)
      sessions.lose(member, now)
    } else {
      return
    }
    roster.onChange(member, now)
  }

  function onLimit(
    ticket: Ticket,
    member: Member,
    limit: { refusal: Refusal; until: number | null; lesson: LimitLesson | null; now: number },
  ): void {
    const { refusal, lesson, now } = limit
    const isPast = limit.until === null || limit.until <= now
    const until = isPast && refusal.kind === 'credit' ? now + CREDIT_MS : limit.until
    const code = refusal.code ?? refusal.kind
    const began: BegunCooldown[] = []
    for (const scope of scopesOf(refusal.scope, ticket.model)) {
      const limited = { scope, until, code, sent: ticket.sequence, heard: next(), trials: 'hourly' } as const
      const cooldown = cool(member.cooldowns, limited, now)
      if (cooldown === null) continue
      roster.onCooldownStart(cooldown)
      began.push({ cooldown, sequence: cooldown.sequence, until: cooldown.until })
    }
    const lost = refusal.scope.kind === 'account' ? sessions.lose(member, now) : null
    if (until === null) ticket.effect = { failure: null, began, lost, lesson }
    roster.onChange(member, now)
  }

  function onRefusedCredential(ticket: Ticket, member: Member, now: number): void {
    if (member.refusedUntil !== null && ticket.sequence < member.refusedSequence) return
    member.refusedUntil = now + REFUSED_MS
    member.refusedSequence = next()
    sessions.lose(member, now)
    roster.onChange(member, now)
  }

  return {
    answered(ticket, now) {
      const { member } = ticket
      if (member.index < 0 || ticket.answered) return
      roster.advance(now)
      onAnswer(ticket, member, now)
    },
    told(ticket, told, now) {
      const { member } = ticket
      if (member.index < 0) return
      for (const { scope, until, code } of limits.told(ticket, told, now)) {
        const began = cool(
          member.cooldowns,
          { scope, until, code, sent: ticket.sequence, heard: next(), trials: 'no' },
          now,
        )
        if (began === null) continue
        roster.onCooldownStart(began)
        if (scope.kind === 'account') sessions.lose(member, now)
        roster.onChange(member, now)
      }
    },
    settle(ticket, mark, now) {
      const { member } = ticket
      if (ticket.settled) return 'calm'
      ticket.settled = true
      let weather: Weather = 'calm'
      if (member.index < 0) {
        limits.settle(ticket, now)
        // It may come back.
        release(ticket, member)
        return weather
      }
      roster.advance(now)
      if (mark.kind === 'success' && !ticket.answered) onAnswer(ticket, member, now)
      const lesson = mark.kind === 'cool' ? limits.refused(ticket, mark.refusal, now) : null
      limits.settle(ticket, now)
      if (member.account.caps.maxInFlight !== null) reorder(member)
      if (isFailedAttempt(mark.kind)) {
        member.failures++
        member.changed = true
      }
      if (isFault(mark.kind)) {
        member.streak++
        member.streakBy = ticket.sequence
      }
      switch (mark.kind) {
        case 'success':
          if (ticket.generation === member.breaker.generation && member.breaker.openUntil === null) {
            recordAnswer(member.breaker, 'success', now)
          }
          break
        case 'failure':
          onFailure(ticket, member, now)
          break
        case 'cool': {
          const { refusal, until } = mark
          member.limitsMet++
          if (!isOnlyTooLarge(ticket, refusal)) onLimit(ticket, member, { refusal, until, lesson, now })
          break
        }
        case 'unready':
          if (mark.until !== null) onLimit(ticket, member, { refusal: NO_TOKEN, until: mark.until, lesson: null, now })
          break
        case 'credential':
          onRefusedCredential(ticket, member, now)
          break
        case 'unreachable':
          roster.avoid(member.origin, now)
          break
        case 'overloaded':
          weather = storms.onOverloaded(member, now)
          break
        case 'counted':
        case 'nothing':
          break
      }
      if (!ticket.probe) return weather
      release(ticket, member)
      roster.onChange(member, now)
      return weather
    },
  }
}

/** Gives back the single place of a probe or an hourly call. */
function release(ticket: Ticket, member: Member): void {
  if (!ticket.probe) return
  if (member.probe === ticket.sequence) member.probe = 0
  for (const cooldown of member.cooldowns) if (cooldown.trial === ticket.sequence) cooldown.trial = 0
}

function isProbe(ticket: Ticket, member: Member): boolean {
  return ticket.probe && member.probe === ticket.sequence
}

/** The vendor may call a model by another name than the caller: what was refused cools under the caller's name too. */
function scopesOf(scope: CoolScope, model: string | null): readonly CoolScope[] {
  return scopeCovers(scope, model) || model === null ? [scope] : [scope, { kind: 'model', model }]
}

/** Where something is left, what was refused was too large for it: the account does not cool for calls that are not. */
function isOnlyTooLarge({ tooLarge }: Ticket, { kind }: Refusal): boolean {
  return tooLarge && kind === 'limit'
}
