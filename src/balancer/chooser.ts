import type { StrategyName } from '../model/pool.ts'
import type { Ask, Choice, Chosen, NoneChosen } from './choice.ts'
import { TRIAL_MS } from './cooldowns.ts'
import type { Exclusion } from './exclusion.ts'
import { createExclusion } from './exclusion.ts'
import type { Lane } from './lane.ts'
import type { Member } from './member.ts'
import { reorder } from './member.ts'
import type { Roster } from './roster.ts'
import type { Sessions } from './sessions.ts'
import type { Ticket } from './ticket.ts'

/** Picks the account to ask. The board has been brought up to `now`. */
export interface Chooser {
  choose(ask: Ask, now: number): Choice
  first(ask: Ask, now: number): Choice
  again(ticket: Ticket, now: number): Chosen | null
  reissue(member: Member, of: Reissued, now: number): Ticket
}

/** What is known of an attempt that another board gave out. */
export interface Reissued {
  readonly model: string | null
  /** It was a probe. */
  readonly probe: boolean
  /** Epoch ms. */
  readonly sentAt: number
}

export interface ChooserPlan {
  readonly roster: Roster
  readonly sessions: Sessions
  /** Numbers events in their order. */
  readonly next: () => number
  readonly strategy: () => StrategyName
  readonly onAsked: (member: Member, now: number) => void
  readonly onTurn: (member: Member, now: number) => void
}

const NONE_ABLE: NoneChosen = Object.freeze({ kind: 'none', why: 'none_able', until: null, passedOver: [] })

export function createChooser({ roster, sessions, next, strategy, onAsked, onTurn }: ChooserPlan): Chooser {
  /** `null` where the call passes nobody by. */
  function excludedBy(ask: Ask, lane: Lane): Exclusion | null {
    if (ask.tried.length === 0 && ask.shunned.length === 0) return null
    const positions: number[] = []
    for (const id of ask.tried) {
      const member = roster.find(id)
      if (member !== undefined) positions.push(lane.positionOf(member))
    }
    return createExclusion(positions, roster.originsNamed(ask.shunned), (position) => lane.members[position]?.origin)
  }

  function issue(member: Member, { model }: Pick<Ask, 'model'>, use: 'plain' | 'probe'): Ticket {
    return {
      member,
      sequence: next(),
      model,
      probe: use === 'probe',
      generation: member.breaker.generation,
      answered: false,
      settled: false,
    }
  }

  function count(member: Member, now: number): void {
    member.requests++
    member.lastUsed = now
    member.changed = true
    onAsked(member, now)
  }

  function takeTurn(member: Member, ticket: Ticket, now: number): void {
    member.turn = ticket.sequence
    member.turnAt = now
    onTurn(member, now)
    if (!ticket.probe) {
      reorder(member)
      return
    }
    if (isDisabled(member)) member.probe = ticket.sequence
    for (const cooldown of member.cooldowns) {
      if (!cooldown.running || cooldown.nextTrialAt === null || cooldown.nextTrialAt > now) continue
      cooldown.trial = ticket.sequence
      cooldown.nextTrialAt = now + TRIAL_MS
    }
    roster.onChange(member, now)
  }

  return {
    choose(ask, now) {
      const lane = roster.lane(ask.protocol, ask.model, now)
      if (lane === null) return NONE_ABLE
      const exclusion = excludedBy(ask, lane)
      const name = strategy()
      let position = name === 'session' ? sessions.choose(lane, ask, exclusion, now) : lane.best(exclusion)
      if (position < 0) position = lastResort(lane, exclusion)
      const member = lane.members[position]
      if (member === undefined) return noneOf(lane, now)
      const use = lane.standing(position) === 'available' ? 'plain' : 'probe'
      const ticket = issue(member, ask, use)
      const available = Math.max(1, lane.available())
      const passedOver = lane.absentees.list()
      lane.took(position)
      takeTurn(member, ticket, now)
      count(member, now)
      const last = ask.tried.length === 0 ? undefined : roster.find(ask.tried.at(-1) ?? member.account.id)
      if (last !== undefined) {
        last.failovers++
        last.changed = true
      }
      const reason = use === 'probe' ? 'probe' : last === undefined ? name : 'failover'
      return { kind: 'account', account: member.account, ticket, reason, available, passedOver }
    },
    first(ask, now) {
      const lane = roster.lane(ask.protocol, ask.model, now)
      if (lane === null) return NONE_ABLE
      const exclusion = excludedBy(ask, lane)
      for (const [position, member] of lane.members.entries()) {
        // Neither is let in again by what it answers: a person has to act.
        if (member.paused !== null || member.account.needsSignIn !== null) continue
        if (exclusion !== null && exclusion.has(position)) continue
        count(member, now)
        const ticket = issue(member, ask, 'plain')
        return { kind: 'account', account: member.account, ticket, reason: 'single key', available: 1, passedOver: [] }
      }
      return noneOf(lane, now)
    },
    again({ member, model, probe }, now) {
      if (member.index < 0) return null
      const ticket = issue(member, { model }, probe ? 'probe' : 'plain')
      if (probe) takeTurn(member, ticket, now)
      count(member, now)
      return { kind: 'account', account: member.account, ticket, reason: 'new token', available: 1, passedOver: [] }
    },
    reissue(member, { model, probe, sentAt }, now) {
      const isProbe = probe && isDisabled(member) && member.probe === 0
      // Of a cooldown that began after it was sent it knows nothing: such a request comes before all that is numbered.
      const isOlder = member.cooldowns.some(({ running, startedAt }) => running && startedAt >= sentAt)
      const issued = issue(member, { model }, isProbe ? 'probe' : 'plain')
      const ticket = isOlder && !isProbe ? { ...issued, sequence: BEFORE_ALL } : issued
      if (isProbe) {
        member.probe = ticket.sequence
        roster.onChange(member, now)
      }
      return ticket
    },
  }
}

/** Restored cooldowns have the number 0. */
const BEFORE_ALL = -1

function isDisabled(member: Member): boolean {
  return member.refusedUntil !== null || member.breaker.openUntil !== null
}

/** Where all are disabled by failures, the one due first counts as available, one request at a time. */
function lastResort(lane: Lane, exclusion: Exclusion | null): number {
  if (lane.count('failures') < lane.members.length) return -1
  const position = lane.absentees.firstBack()
  const isFree = lane.members[position]?.probe === 0
  return isFree && (exclusion === null || !exclusion.has(position)) ? position : -1
}

function noneOf(lane: Lane, now: number): NoneChosen {
  const back = lane.absentees.backAt()
  // One that is being probed was due before now: it may be back at any moment.
  const until = back === null ? null : Math.max(now, back)
  return { kind: 'none', why: whyNone(lane), until, passedOver: lane.absentees.list() }
}

function whyNone(lane: Lane): NoneChosen['why'] {
  if (lane.available() > 0) return 'tried'
  if (lane.count('cooling') > 0) return 'cooling'
  return lane.count('paused') < lane.members.length ? 'disabled' : 'none_able'
}
