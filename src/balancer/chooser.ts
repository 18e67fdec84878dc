import type { RoomSeen } from '../model/ledger.ts'
import type { StrategyName } from '../model/pool.ts'
import type { Ask, Assigned, Choice, Chosen } from './choice.ts'
import { TRIAL_MS } from './cooldowns.ts'
import type { Exclusion } from './exclusion.ts'
import { createExclusion } from './exclusion.ts'
import type { Headroom } from './headroom/headroom.ts'
import type { Reservation } from './headroom/reservation.ts'
import type { Lane } from './lane.ts'
import type { Member } from './member.ts'
import { reorder } from './member.ts'
import { NONE_ABLE, noneOf, whyAway, whyNoOther } from './none-of.ts'
import { placeWithRoom } from './place-with-room.ts'
import type { Roster } from './roster.ts'
import type { Sessions } from './sessions.ts'
import { backAt } from './standing.ts'
import type { Ticket } from './ticket.ts'

/** Picks the account to ask. The board has been brought up to `now`. */
export interface Chooser {
  choose(ask: Ask, now: number): Choice
  first(ask: Ask, now: number): Assigned
  again(ticket: Ticket, now: number): Chosen | null
  only(id: string, ask: Ask, now: number): Assigned
  inOrder(ask: Ask, reason: OrderReason, now: number): Assigned
  reissue(member: Member, of: Reissued, now: number): Ticket
}

/** Why accounts are asked in their configured order: what is made is kept at the first; or one is sought that holds something. */
export type OrderReason = 'home' | 'seeking'

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
  readonly headroom: Headroom
  /** Numbers events in their order. */
  readonly next: () => number
  readonly strategy: () => StrategyName
  readonly onAsked: (member: Member, now: number) => void
  readonly onTurn: (member: Member, now: number) => void
}

/** To whom a call goes, and why. */
interface Given {
  readonly position: number
  readonly reason: string
  readonly turn: 'takes' | 'leaves'
  readonly reservation: Reservation | null
  readonly seen: readonly RoomSeen[] | null
}

/** Restored cooldowns have the number 0. */
const BEFORE_ALL = -1

export function createChooser(plan: ChooserPlan): Chooser {
  const { roster, sessions, headroom, next, strategy, onAsked, onTurn } = plan

  /** `null` where the call passes nobody by. */
  function excludedBy(ask: Ask, lane: Lane): Exclusion | null {
    if (ask.tried.length === 0 && ask.shunned.length === 0) return null
    const positions: number[] = []
    for (const id of ask.tried) {
      const member = roster.find(id)
      const position = member === undefined ? -1 : lane.positionOf(member)
      // One whose token was renewed was asked twice.
      if (position >= 0 && !positions.includes(position)) positions.push(position)
    }
    return createExclusion(positions, roster.originsNamed(ask.shunned), (position) => lane.members[position]?.origin)
  }

  function issue(
    member: Member,
    use: 'plain' | 'probe',
    of: { readonly model: string | null; readonly reservation: Reservation | null },
  ): Ticket {
    member.inFlight++
    if (member.account.caps.maxInFlight !== null) reorder(member)
    return {
      member,
      sequence: next(),
      model: of.model,
      probe: use === 'probe',
      generation: member.breaker.generation,
      reservation: of.reservation,
      used: null,
      tooLarge: false,
      answered: false,
      settled: false,
      effect: null,
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

  /** What a call that is given out of turn is expected to use. */
  function reserve(member: Member, ask: Ask, now: number): Reservation | null {
    return strategy() === 'headroom' ? headroom.reserve(member, ask, now) : null
  }

  function give(lane: Lane, given: Given, { ask, now }: { readonly ask: Ask; readonly now: number }): Assigned {
    const { position, reservation, turn, seen } = given
    const member = lane.members[position]
    if (member === undefined) return noneOf(lane, now)
    const use = lane.standing(position) === 'available' ? 'plain' : 'probe'
    const available = Math.max(1, lane.available())
    const passedOver = lane.absentees.list()
    const ticket = issue(member, use, { model: ask.model, reservation })
    if (turn === 'takes') lane.took(position)
    if (turn === 'takes' || use === 'probe') takeTurn(member, ticket, now)
    count(member, now)
    const reason = use === 'probe' ? 'probe' : given.reason
    return { kind: 'account', account: member.account, ticket, reason, available, passedOver, seen }
  }

  /** A call that takes no turn, but for a probe. */
  function assign(
    lane: Lane,
    to: { readonly position: number; readonly reason: string },
    { ask, now }: { readonly ask: Ask; readonly now: number },
  ): Assigned {
    const { position, reason } = to
    const member = lane.members[position]
    if (member === undefined) return noneOf(lane, now)
    const reservation = reserve(member, ask, now)
    return give(lane, { position, reason, turn: 'leaves', reservation, seen: null }, { ask, now })
  }

  /** Of the account whose calls failed over. */
  function countFailover(ask: Ask): void {
    const last = roster.find(ask.tried.at(-1) ?? '')
    if (last === undefined) return
    last.failovers++
    last.changed = true
  }

  return {
    choose(ask, now) {
      const lane = roster.lane(ask.protocol, ask.model, now)
      const name = strategy()
      if (ask.waiting !== null && (lane === null || name !== 'headroom')) headroom.leave(ask.waiting)
      if (lane === null) return NONE_ABLE
      const exclusion = excludedBy(ask, lane)
      const isFailover = ask.tried.length > 0
      let reservation: Reservation | null = null
      let seen: readonly RoomSeen[] | null = null
      let position = -1
      let reason: string = name
      if (name === 'headroom') {
        const placed = placeWithRoom(headroom, lane, { ask, exclusion, now })
        if (placed.kind === 'wait' || placed.kind === 'none') return placed
        if (placed.kind === 'send') ({ position, reservation, seen, why: reason } = placed)
      } else position = name === 'session' ? sessions.choose(lane, ask, exclusion, now) : lane.best(exclusion)
      if (position < 0) position = lastResort(lane, exclusion)
      if (position < 0) return noneOf(lane, now)
      const choice = give(
        lane,
        { position, reason: isFailover ? 'failover' : reason, turn: 'takes', reservation, seen },
        { ask, now },
      )
      if (isFailover && choice.kind === 'account') countFailover(ask)
      return choice
    },
    first(ask, now) {
      const lane = roster.lane(ask.protocol, ask.model, now)
      if (lane === null) return NONE_ABLE
      const exclusion = excludedBy(ask, lane)
      for (const [position, member] of lane.members.entries()) {
        // Neither is let in again by what it answers: a person has to act.
        if (member.paused !== null || member.account.needsSignIn !== null) continue
        if (exclusion !== null && exclusion.has(position)) continue
        const ticket = issue(member, 'plain', { model: ask.model, reservation: reserve(member, ask, now) })
        count(member, now)
        return alone(member, ticket, 'single key')
      }
      return noneOf(lane, now)
    },
    again({ member, model, probe, reservation }, now) {
      if (member.index < 0) return null
      const ticket = issue(member, probe ? 'probe' : 'plain', { model, reservation: reservation?.again(now) ?? null })
      if (probe) takeTurn(member, ticket, now)
      count(member, now)
      return alone(member, ticket, 'new token')
    },
    only(id, ask, now) {
      const lane = roster.lane(ask.protocol, ask.model, now)
      const member = roster.find(id)
      const position = lane === null || member === undefined ? -1 : lane.positionOf(member)
      if (lane === null || member === undefined || position === -1) return NONE_ABLE
      const standing = lane.standing(position)
      // Nobody else can serve it, so one that is disabled by failures is probed before its time.
      const mayProbe = standing === 'failures' && member.probe === 0
      if (lane.isUp(position) || mayProbe) return assign(lane, { position, reason: 'holds it' }, { ask, now })
      const back = backAt(member, lane.scopes)
      const until = back === Infinity ? null : Math.max(now, back)
      return { kind: 'none', why: whyAway(standing), until, passedOver: lane.absentees.list(), seen: null }
    },
    inOrder(ask, reason, now) {
      const lane = roster.lane(ask.protocol, ask.model, now)
      if (lane === null) return NONE_ABLE
      const exclusion = excludedBy(ask, lane)
      let position = firstInOrder(lane, exclusion)
      if (position < 0) position = lastResort(lane, exclusion)
      if (position < 0) return { ...noneOf(lane, now), why: whyNoOther(lane) }
      const isFailover = reason === 'home' && ask.tried.length > 0
      if (isFailover) countFailover(ask)
      return assign(lane, { position, reason: isFailover ? 'failover' : reason }, { ask, now })
    },
    reissue(member, { model, probe, sentAt }, now) {
      const isProbe = probe && isDisabled(member) && member.probe === 0
      // Of a cooldown that began after it was sent it knows nothing: such a request comes before all that is numbered.
      const isOlder = member.cooldowns.some(({ running, startedAt }) => running && startedAt >= sentAt)
      const issued = issue(member, isProbe ? 'probe' : 'plain', { model, reservation: null })
      const ticket = isOlder && !isProbe ? { ...issued, sequence: BEFORE_ALL } : issued
      if (isProbe) {
        member.probe = ticket.sequence
        roster.onChange(member, now)
      }
      return ticket
    },
  }
}

/** Given without a look at the others. */
function alone(member: Member, ticket: Ticket, reason: string): Chosen {
  return { kind: 'account', account: member.account, ticket, reason, available: 1, passedOver: [], seen: null }
}

function isDisabled(member: Member): boolean {
  return member.refusedUntil !== null || member.breaker.openUntil !== null
}

/** Where all are disabled by failures, the one due first counts as available, one request at a time. */
function lastResort(lane: Lane, exclusion: Exclusion | null): number {
  if (lane.count('failures') < lane.members.length) return -1
  const position = lane.absentees.firstBack(null)
  const isFree = lane.members[position]?.probe === 0
  return isFree && (exclusion === null || !exclusion.has(position)) ? position : -1
}

/** Those of unreachable origins come last, as with every strategy. */
function firstInOrder(lane: Lane, exclusion: Exclusion | null): number {
  let last = -1
  for (let position = 0; position < lane.members.length; position += 1) {
    if (!lane.isUp(position) || (exclusion !== null && exclusion.has(position))) continue
    if (lane.isPreferred(position)) return position
    if (last === -1) last = position
  }
  return last
}
