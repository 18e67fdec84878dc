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
import type { Standing } from './standing.ts'
import { backAt } from './standing.ts'
import type { Ticket } from './ticket.ts'

/** Picks the account to ask. The board has been brought up to `now`. */
export interface Chooser {
  choose(ask: Ask, now: number): Choice
  first(ask: Ask, now: number): Choice
  again(ticket: Ticket, now: number): Chosen | null
  only(id: string, ask: Ask, now: number): Choice
  inOrder(ask: Ask, reason: OrderReason, now: number): Choice
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

  /** Hands a call to an account whose turn it need not be. */
  function assign(
    lane: Lane,
    position: number,
    to: { readonly ask: Ask; readonly reason: string; readonly now: number },
  ): Choice {
    const { ask, reason, now } = to
    const member = lane.members[position]
    if (member === undefined) return noneOf(lane, now)
    const use = lane.standing(position) === 'available' ? 'plain' : 'probe'
    const ticket = issue(member, ask, use)
    const available = Math.max(1, lane.available())
    const passedOver = lane.absentees.list()
    if (use === 'probe') takeTurn(member, ticket, now)
    count(member, now)
    return {
      kind: 'account',
      account: member.account,
      ticket,
      reason: use === 'probe' ? 'probe' : reason,
      available,
      passedOver,
    }
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
      const isFailover = ask.tried.length > 0
      if (isFailover) countFailover(ask)
      const reason = use === 'probe' ? 'probe' : isFailover ? 'failover' : name
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
    only(id, ask, now) {
      const lane = roster.lane(ask.protocol, ask.model, now)
      const member = roster.find(id)
      const position = lane === null || member === undefined ? -1 : lane.positionOf(member)
      if (lane === null || member === undefined || position === -1) return NONE_ABLE
      const standing = lane.standing(position)
      // Nobody else can serve it, so one that is disabled by failures is probed before its time.
      const mayProbe = standing === 'failures' && member.probe === 0
      if (lane.isUp(position) || mayProbe) return assign(lane, position, { ask, reason: 'holds it', now })
      const back = backAt(member, lane.scopes)
      const until = back === Infinity ? null : Math.max(now, back)
      return { kind: 'none', why: whyAway(standing), until, passedOver: lane.absentees.list() }
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
      return assign(lane, position, { ask, reason: isFailover ? 'failover' : reason, now })
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

function whyAway(standing: Standing): NoneChosen['why'] {
  switch (standing) {
    case 'cooling':
      return 'cooling'
    case 'failures':
    case 'refused':
    case 'unsigned':
      return 'disabled'
    case 'paused':
    case 'available':
    case 'trial':
      return 'none_able'
  }
}

/** Why there is nobody beside those that were asked already: they may all have been asked. */
function whyNoOther(lane: Lane): NoneChosen['why'] {
  if (lane.count('cooling') > 0) return 'cooling'
  if (lane.count('failures') + lane.count('refused') + lane.count('unsigned') > 0) return 'disabled'
  return lane.available() > 0 ? 'tried' : 'none_able'
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
