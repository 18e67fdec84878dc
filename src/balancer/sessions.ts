import type { BindingRecord } from '../model/board-records.ts'
import type { PoolPolicy } from '../model/pool.ts'
import type { Protocol } from '../model/protocol.ts'
import type { Binding, Bindings } from './bindings.ts'
import { createBindings } from './bindings.ts'
import type { Ask } from './choice.ts'
import type { LostSessions } from './effect.ts'
import type { Exclusion } from './exclusion.ts'
import { nextHolder } from './headroom/next-holder.ts'
import type { Lane } from './lane.ts'
import type { Member } from './member.ts'
import { NO_SCOPES, standingOf } from './standing.ts'
import type { Totals } from './totals.ts'

/** How many clients' or conversations' sessions are kept, and how many places of models that moved. */
const BINDINGS_KEPT = 100_000
const MOVED_KEPT = 10_000

/** Nobody holds the session: whoever is next starts one. */
const NOBODY = -1
/** Somebody holds it who cannot serve this model just now: another is found for the model alone. */
const MODEL_AWAY = -2

/** Who keeps the traffic (strategy `session`, contract §5). */
export interface Sessions {
  /** Of clients or conversations. */
  readonly own: Bindings
  /** Of single models whose account cannot serve them just now. */
  readonly moved: Bindings
  /** Position of the account to ask, -1 where there is none. Starts a session where nobody holds one. */
  choose(lane: Lane, ask: Ask, exclusion: Exclusion | null, now: number): number
  /** An account cools, is paused, disabled or gone: all its sessions are over. */
  lose(member: Member, now: number): LostSessions
  /** It lost them by a mark that is withdrawn, and could start none since: as if it had not. */
  giveBack(member: Member, lost: LostSessions, now: number): void
  /** A model's cooldown that began at `since` is withdrawn: places of models that were found elsewhere since are given up. */
  returnModels(since: number): void
  /** A session that began before a restart. */
  resume(member: Member): void
  /** A binding that was made before a restart. */
  rebind(record: BindingRecord, member: Member | undefined): void
}

export interface SessionsPlan {
  readonly policy: () => PoolPolicy
  readonly totals: Totals
}

interface Place {
  readonly key: string
  readonly member: Member
}

export function createSessions({ policy, totals }: SessionsPlan): Sessions {
  const own = createBindings(BINDINGS_KEPT)
  const moved = createBindings(MOVED_KEPT)
  /** Those that hold a pool-wide session, the latest start last: rarely more than one. */
  const holders: Member[] = []
  /** Calls of one protocol never move to accounts of another. */
  const lastHolder = new Map<Protocol, Member>()

  const isYoung = (startedAt: number, now: number): boolean => now - startedAt < policy().sessionMs

  /** The account that a binding names, where it still holds. */
  function boundTo(bindings: Bindings, key: string, now: number): Member | null {
    const binding = bindings.get(key)
    if (binding !== null && binding.before !== null) revive(bindings, binding)
    if (binding === null || binding.epoch !== binding.member.sessionEpoch) return null
    return isYoung(binding.startedAt, now) ? binding.member : null
  }

  function ownActive(key: string, lane: Lane, now: number): number {
    const member = boundTo(own, key, now)
    if (member === null) return NOBODY
    const position = lane.positionOf(member)
    if (position < 0) return MODEL_AWAY
    if (holdsOn(lane, position)) return position
    return isModelAway(member, now) ? MODEL_AWAY : NOBODY
  }

  function sharedActive(lane: Lane, now: number): number {
    let active = NOBODY
    for (let index = holders.length - 1; index >= 0; index--) {
      const member = holders[index]
      if (member === undefined) continue
      if (!isYoung(member.sessionStart ?? 0, now)) {
        // The others began earlier still.
        for (const over of holders.splice(0, index + 1)) end(over, (over.sessionStart ?? 0) + policy().sessionMs)
        return active
      }
      const position = lane.positionOf(member)
      if (position < 0) continue
      if (holdsOn(lane, position)) return position
      if (isModelAway(member, now)) active = MODEL_AWAY
    }
    return active
  }

  function resume(member: Member): void {
    holders.push(member)
    holders.sort((a, b) => (a.sessionStart ?? 0) - (b.sessionStart ?? 0))
    for (const holder of holders) lastHolder.set(holder.account.protocol, holder)
  }

  /** Whoever started one in its place since steps back. */
  function endStandIns({ account }: Member, since: number, now: number): void {
    for (let index = holders.length - 1; index >= 0; index--) {
      const holder = holders[index]
      if (holder === undefined || holder.account.protocol !== account.protocol) continue
      if ((holder.sessionStart ?? 0) < since) return
      holders.splice(index, 1)
      end(holder, now)
    }
  }

  function end(member: Member, at: number): void {
    totals.onSessionEnd(at - (member.sessionStart ?? at))
    member.sessionStart = null
    member.changed = true
  }

  function startShared(member: Member, now: number): void {
    const index = holders.indexOf(member)
    if (index >= 0) {
      holders.splice(index, 1)
      end(member, now)
    }
    holders.push(member)
    member.sessionStart = now
    member.changed = true
    const { protocol } = member.account
    const before = lastHolder.get(protocol)
    totals.onSessionStart(before === undefined || before === member ? 'new' : 'moved')
    lastHolder.set(protocol, member)
  }

  function startBound(bindings: Bindings, place: Place, now: number): void {
    const { key, member } = place
    const before = bindings.get(key)
    // It is the same object afterwards.
    const was = before?.member ?? member
    if (before !== null) {
      const lost = before.epoch === before.member.sessionEpoch ? now : before.member.sessionLostAt
      const over = Math.min(lost, before.startedAt + policy().sessionMs)
      totals.onSessionEnd(over - before.startedAt)
    }
    bindings.set(key, member, now)
    totals.onSessionStart(was === member ? 'new' : 'moved')
  }

  return {
    own,
    moved,
    choose(lane, ask, exclusion, now) {
      const key = keyOf(ask, policy())
      let active = NOBODY
      const successor = moved.size() > 0 ? boundTo(moved, movedKey(key, ask), now) : null
      if (successor !== null) active = lane.positionOf(successor)
      if (active < 0 || !lane.isUp(active)) active = key === null ? sharedActive(lane, now) : ownActive(key, lane, now)
      const call = { model: ask.model, exclusion }
      if (active >= 0) return keepTo(active, lane, exclusion) ?? nextHolder(lane, call, now)
      const position = nextHolder(lane, call, now)
      const member = lane.members[position]
      if (member === undefined) return -1
      if (active === MODEL_AWAY) startBound(moved, { key: movedKey(key, ask), member }, now)
      else if (key === null) startShared(member, now)
      else startBound(own, { key, member }, now)
      return position
    },
    lose(member, now) {
      member.sessionEpoch++
      member.sessionLostAt = now
      member.changed = true
      const lost = { at: now, epoch: member.sessionEpoch, sharedSince: member.sessionStart }
      const index = holders.indexOf(member)
      if (index < 0) return { ...lost, sharedSince: null }
      holders.splice(index, 1)
      end(member, Math.min(now, (member.sessionStart ?? now) + policy().sessionMs))
      return lost
    },
    giveBack(member, { at, epoch, sharedSince }, now) {
      if (member.sessionEpoch !== epoch) return
      member.sessionEpoch--
      member.changed = true
      if (sharedSince === null || !isYoung(sharedSince, now)) return
      endStandIns(member, at, now)
      totals.onSessionStart(lastHolder.get(member.account.protocol) === member ? 'new' : 'moved')
      member.sessionStart = sharedSince
      resume(member)
    },
    returnModels(since) {
      if (moved.size() > 0) moved.dropSince(since)
    },
    resume,
    rebind({ key, startedAt, epoch }, member) {
      if (member === undefined || member.sessionEpoch !== epoch) return
      const bindings = key.includes(MOVED) ? moved : own
      bindings.set(key, member, startedAt)
    },
  }
}

/**
 * The account that holds the session, unless its origin could not be reached just now and another's can: then that one serves
 * this call, and the session stays where it is. `null` where this call may not ask the holder.
 */
function keepTo(active: number, lane: Lane, exclusion: Exclusion | null): number | null {
  if (!lane.isUp(active) || (exclusion !== null && exclusion.has(active))) return null
  if (lane.isPreferred(active)) return active
  const elsewhere = lane.bestPreferred(exclusion)
  return elsewhere >= 0 ? elsewhere : active
}

/** One that has as many calls under way as it may keeps its session. */
function holdsOn(lane: Lane, position: number): boolean {
  return lane.isUp(position) || lane.standing(position) === 'full'
}

/** Where the account that was bound before has its sessions again, the one that stood in for it steps back. */
function revive(bindings: Bindings, binding: Binding): void {
  const { key, before } = binding
  if (before === null || before.member.sessionEpoch !== before.epoch) return
  bindings.set(key, before.member, before.startedAt)
  binding.before = null
}

/** Whether an account that cannot serve a call would serve one for another model. */
function isModelAway(member: Member, now: number): boolean {
  const standing = standingOf(member, NO_SCOPES, now)
  return standing === 'available' || standing === 'trial'
}

function keyOf(ask: Ask, policy: PoolPolicy): string | null {
  switch (policy.sessionScope) {
    case 'pool':
      return null
    case 'client':
      return ask.client
    case 'conversation':
      return ask.conversation
  }
}

/** Marks the names of places of models; no key of a client or conversation holds a NUL. */
const MOVED = '\u0000'

function movedKey(key: string | null, ask: Ask): string {
  return `${key ?? ''}${MOVED}${ask.protocol} ${ask.model ?? ''}`
}
