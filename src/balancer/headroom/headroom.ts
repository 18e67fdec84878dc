import type { HeadroomPolicy } from '../../model/pool.ts'
import type { Ask } from '../choice.ts'
import type { Exclusion } from '../exclusion.ts'
import type { Lane } from '../lane.ts'
import type { Member } from '../member.ts'
import { backAt } from '../standing.ts'
import type { Caller } from './caller.ts'
import { Candidates } from './candidates.ts'
import type { Conversation } from './conversation.ts'
import type { Conversations } from './conversations.ts'
import type { ExpectedDraw } from './draw.ts'
import { costOfMoving, distanceOf } from './moving.ts'
import type { Full, Held, Placed, Sent, WhySent } from './placed.ts'
import { Reservation } from './reservation.ts'
import type { Placing, Room } from './room.ts'
import { look } from './room.ts'
import { Sight } from './seen.ts'
import { Shares } from './shares.ts'
import type { SizeBook } from './size-book.ts'

/** A conversation leaves what it has cached only for an account whose limits keep after it what comes back in so many ms. */
const MOVING_SPARE_MS = 6_000
/** A conversation begins where every limit keeps so much: those that are under way come first. */
const NEW_SPARE_MS = 12_000
/** What begins beside a conversation of the same session goes to the same account where it leaves this share of its limits. */
const KIN_ROOM = 0.2
/** An account with less left than this is full enough for its share of the conversations to matter. */
const TIGHT = 0.25
/** Calls of one pool that may wait for room. */
const MOST_WAITING = 1_000

export interface HeadroomPlan {
  readonly policy: () => HeadroomPolicy
  readonly conversations: Conversations
  readonly sizes: SizeBook
}

/** An account that won. `position` is the lane's. */
interface Winner {
  readonly position: number
  readonly member: Member
  readonly why: WhySent
}

/** Where a call will fit, and when; epoch ms. */
interface Prospect {
  readonly member: Member
  readonly draw: ExpectedDraw
  readonly at: number
}

/** Chooses by what is left of each account's limits, less what calls under way will use (strategy `headroom`, contract §5). */
export class Headroom {
  readonly #plan: HeadroomPlan
  readonly #shares = new Shares()
  readonly #sight = new Sight()
  readonly #candidates = new Candidates()
  readonly #room: Room = { score: 0, now: 0, at: 0, tightest: null }
  #waiting = 0
  #turns = 0

  constructor(plan: HeadroomPlan) {
    this.#plan = plan
  }

  /** Calls that wait for room. */
  get waiting(): number {
    return this.#waiting
  }

  /** `exclusion` are accounts that this call may not ask. */
  choose(lane: Lane, ask: Ask, exclusion: Exclusion | null, now: number): Placed {
    const { conversations, sizes } = this.#plan
    const policy = this.#plan.policy()
    conversations.advance(now)
    this.#sight.clear()
    const kept = ask.waiting?.for.member ?? null
    if (ask.waiting !== null) this.leave(ask.waiting)
    const placing: Placing = {
      model: ask.model,
      now,
      maxUtilization: policy.maxUtilization,
      keptBy: kept,
      turn: ask.waiting?.turn ?? Infinity,
      spareMs: 0,
      isAgain: ask.tried.length > 0,
    }
    const known = ask.conversation === null ? null : conversations.find(ask.conversation, ask.size?.bytes ?? 0)
    const cold = sizes.cold(ask.model, ask.size)
    const caller: Caller = { lane, ask, exclusion, placing, cold, known }
    const holdMs = this.holdMs(ask, now)
    return this.#stay(caller, holdMs) ?? this.#seek(caller, holdMs)
  }

  /** How long a call may still wait, ms; less than nothing where its time is over. */
  holdMs({ heldSince }: Pick<Ask, 'heldSince'>, now: number): number {
    return this.#waiting < MOST_WAITING ? this.#plan.policy().maxHoldMs - (now - (heldSince ?? now)) : 0
  }

  /** A call that a choice of another kind gives to an account. */
  reserve(member: Member, ask: Pick<Ask, 'model' | 'size' | 'conversation'>, now: number): Reservation {
    const { conversations, sizes } = this.#plan
    const cold = sizes.cold(ask.model, ask.size)
    const known = ask.conversation === null ? null : conversations.find(ask.conversation, ask.size?.bytes ?? 0)
    const isHome = known !== null && known.member === member
    const draw = isHome && known.isWarm(now) ? sizes.warm(ask.model, { size: ask.size, cold }, known) : cold
    return this.#sent(member, { ask, draw, conversation: isHome ? known : null, moving: null, now })
  }

  /** It waits for one that is away. */
  waitFor(member: Member, ask: Ask): Reservation {
    return this.#keepPlace(member, ask, this.#plan.sizes.cold(ask.model, ask.size))
  }

  /** One that has waited already goes on waiting: it does not begin behind others again. */
  #keepPlace(member: Member, { model, size, waiting }: Ask, draw: ExpectedDraw): Reservation {
    const reservation = new Reservation(
      { member, model, conversation: null, moving: null, bytes: size?.bytes ?? 0 },
      draw,
    )
    reservation.hold(waiting?.turn ?? ++this.#turns)
    this.#waiting++
    return reservation
  }

  /** It does not wait any more. */
  leave(reservation: Reservation): void {
    if (reservation.release()) this.#waiting--
  }

  /** When somebody who can be asked has room for such a call, epoch ms; `null` where nothing tells. */
  roomAt(lane: Lane, ask: Ask, now: number): number | null {
    const { maxUtilization } = this.#plan.policy()
    const placing: Placing = {
      model: ask.model,
      now,
      maxUtilization,
      keptBy: null,
      turn: Infinity,
      spareMs: 0,
      isAgain: false,
    }
    const { conversations, sizes } = this.#plan
    const known = ask.conversation === null ? null : conversations.find(ask.conversation, ask.size?.bytes ?? 0)
    const spared: Placing = { ...placing, spareMs: this.#spareOf({ ask, known, placing }) }
    const cold = sizes.cold(ask.model, ask.size)
    let soonest = Infinity
    for (const position of this.#candidates.of(lane, null)) {
      const member = lane.members[position]
      if (member === undefined) continue
      if (known !== null && known.member === member && known.isWarm(now)) {
        look(this.#room, member, sizes.warm(ask.model, { size: ask.size, cold }, known), placing)
      } else look(this.#room, member, cold, spared)
      soonest = Math.min(soonest, this.#room.at)
    }
    return soonest === Infinity ? null : soonest
  }

  /** With the account that has the conversation cached, where it has room or will have it in time; else `null`. */
  #stay(caller: Caller, holdMs: number): Placed | null {
    const { lane, ask, known, placing } = caller
    const { now } = placing
    const home = this.#homeOf(caller)
    if (known === null || !known.isWarm(now)) return null
    if (home < 0) return this.#await(caller, known, holdMs)
    const draw = this.#plan.sizes.warm(ask.model, { size: ask.size, cold: caller.cold }, known)
    this.#look(known.member, draw, placing)
    const { score, at, tightest } = this.#room
    const fits = at <= now
    const cachedHere: Winner = { position: home, member: known.member, why: 'headroom: cached here' }
    if (fits) {
      const isFull = tightest === null || score < TIGHT
      if (!isFull || !this.#isOver(caller, known.member, 0)) return this.#send(cachedHere, caller, draw)
    } else if (known.isCached && at - now <= holdMs) return this.#hold(known.member, caller, { draw, at })
    // Also where it is told to wait: the trace says what the others had.
    this.#scan(caller, home)
    if (!fits && at - now <= costOfMoving(caller, known, draw)) return this.#turnAway(at)
    const { best: position, isOver } = this.#candidates
    const member = lane.members[position]
    // Where no limits are known, one that is with more than its share, too, would send it on again: each time its prompt is paid.
    const isPointless = fits && isOver && tightest === null
    if (member !== undefined && !isPointless) {
      const why = fits
        ? 'headroom: moved, its account is with more than its share'
        : 'headroom: moved, its account has no room'
      return this.#send({ position, member, why }, caller, caller.cold)
    }
    return fits ? this.#send(cachedHere, caller, draw) : this.#wait(caller, holdMs, { member: known.member, draw, at })
  }

  /** It is told when to come back: its caller has the account that has it cached for less than what moving it would take. */
  #turnAway(at: number): Full {
    return { kind: 'full', at, seen: this.#sight.take() }
  }

  /** Its account is away for a limit, and back soon. */
  #await(caller: Caller, known: Conversation, holdMs: number): Placed | null {
    const { lane, ask, exclusion, placing } = caller
    const position = lane.positionOf(known.member)
    if (!known.isCached || position < 0 || lane.standing(position) !== 'cooling') return null
    if (exclusion !== null && exclusion.has(position)) return null
    const draw = this.#plan.sizes.warm(ask.model, { size: ask.size, cold: caller.cold }, known)
    const back = backAt(known.member, lane.scopes)
    if (back - placing.now <= holdMs) return this.#hold(known.member, caller, { draw, at: back })
    return back - placing.now <= costOfMoving(caller, known, draw) ? this.#turnAway(back) : null
  }

  /** With whoever has the most room. */
  #seek(caller: Caller, holdMs: number): Placed {
    const kin = this.#kinOf(caller)
    if (kin >= 0) {
      const member = caller.lane.members[kin]
      if (member !== undefined) {
        this.#look(member, caller.cold, caller.placing)
        if (this.#room.at <= caller.placing.now && this.#room.score >= KIN_ROOM) {
          return this.#send({ position: kin, member, why: 'headroom: beside its session' }, caller, caller.cold)
        }
      }
    }
    this.#scan(caller, -1)
    const { best: position } = this.#candidates
    const member = caller.lane.members[position]
    if (member === undefined) return this.#wait(caller, holdMs, null)
    const { known, placing } = caller
    const moves = known !== null && known.member !== member && known.isWarm(placing.now)
    const why = moves ? 'headroom: moved, its account cannot be asked' : 'headroom: most room'
    return this.#send({ position, member, why }, caller, caller.cold)
  }

  /** Nobody has room. `home` is the account of its conversation, if it can be asked. */
  #wait(caller: Caller, holdMs: number, home: Prospect | null): Placed {
    const { lane, placing, cold } = caller
    const { soonest, soonestAt: at } = this.#candidates
    const member = lane.members[soonest]
    const other = member === undefined ? null : { member, draw: cold, at }
    const first = home !== null && (other === null || home.at <= other.at) ? home : other
    if (first === null) return this.#turnAway(Infinity)
    return first.at - placing.now <= holdMs ? this.#hold(first.member, caller, first) : this.#turnAway(first.at)
  }

  #scan(caller: Caller, except: number): void {
    const { lane, exclusion, placing, cold, known } = caller
    const candidates = this.#candidates
    candidates.clear()
    const spared: Placing = { ...placing, spareMs: this.#spareOf(caller) }
    for (const position of candidates.of(lane, exclusion)) {
      const member = lane.members[position]
      if (position === except || member === undefined) continue
      this.#look(member, cold, spared)
      const isOver = known?.member !== member && this.#isOver(caller, member, 1)
      candidates.consider(position, member, { room: this.#room, isOver, distance: distanceOf(caller, member) })
    }
  }

  #look(member: Member, draw: ExpectedDraw, placing: Placing): void {
    look(this.#room, member, draw, placing)
    this.#sight.note(member, this.#room, placing.now)
  }

  #isOver({ lane, placing }: Caller, member: Member, extra: 0 | 1): boolean {
    const { model, now } = placing
    return this.#shares.isOver(lane, member, { model, live: this.#plan.conversations.live, extra, now })
  }

  /** Position of the account that the conversation is with; -1 where it cannot be asked just now. */
  #homeOf({ lane, exclusion, known }: Caller): number {
    const home = known === null ? -1 : lane.positionOf(known.member)
    if (home < 0 || !lane.isPreferred(home)) return -1
    return exclusion !== null && exclusion.has(home) ? -1 : home
  }

  #spareOf({ ask, known, placing }: Pick<Caller, 'ask' | 'known' | 'placing'>): number {
    if (known !== null) return known.isWarm(placing.now) ? MOVING_SPARE_MS : 0
    // Of a call without one nothing tells whether it begins any.
    return ask.conversation === null || this.#plan.conversations.kinOf(ask.conversation) !== null ? 0 : NEW_SPARE_MS
  }

  /** Position of the account that another conversation of its session is with; -1 where it goes on with one, or cannot go there. */
  #kinOf({ lane, ask, exclusion, known }: Caller): number {
    if (known !== null || ask.conversation === null) return -1
    const member = this.#plan.conversations.kinOf(ask.conversation)
    const kin = member === null ? -1 : lane.positionOf(member)
    return kin >= 0 && lane.isPreferred(kin) && (exclusion === null || !exclusion.has(kin)) ? kin : -1
  }

  #send({ position, member, why }: Winner, caller: Caller, draw: ExpectedDraw): Sent {
    const { lane, ask, known, placing } = caller
    const { now } = placing
    // Where the account of a conversation has only refused this call, it stays with it until another has answered.
    const isPassing = known !== null && known.member !== member && ask.tried.length > 0
    const bytes = ask.size?.bytes ?? 0
    const conversation =
      ask.conversation === null || isPassing
        ? null
        : this.#plan.conversations.use({ key: ask.conversation, bytes }, known, { member, now })
    const moving = isPassing && !isUp(lane, known.member) ? known : null
    const reservation = this.#sent(member, { ask, draw, conversation, moving, now })
    const told = placing.keptBy === member ? 'headroom: waited' : why
    return { kind: 'send', why: told, position, reservation, seen: this.#sight.take() }
  }

  #sent(
    member: Member,
    of: {
      readonly ask: Pick<Ask, 'model' | 'size'>
      readonly draw: ExpectedDraw
      readonly conversation: Conversation | null
      readonly moving: Conversation | null
      readonly now: number
    },
  ): Reservation {
    const { ask, draw, conversation, moving, now } = of
    const bytes = ask.size?.bytes ?? 0
    const reservation = new Reservation({ member, model: ask.model, conversation, moving, bytes }, draw)
    reservation.send(now)
    return reservation
  }

  #hold(member: Member, { ask }: Caller, until: { readonly draw: ExpectedDraw; readonly at: number }): Held {
    const { draw, at } = until
    return { kind: 'wait', at, reservation: this.#keepPlace(member, ask, draw), seen: this.#sight.take() }
  }
}

function isUp(lane: Lane, member: Member): boolean {
  const position = lane.positionOf(member)
  return position >= 0 && lane.isUp(position)
}
