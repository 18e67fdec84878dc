import type { Account, AccountId } from '../model/account.ts'
import type { AccountRecord, BoardChanges, BoardRecords } from '../model/board-records.ts'
import type { LimitsTold } from '../model/limit.ts'
import type { Mark } from '../model/outcome.ts'
import type { Usage } from '../model/usage.ts'
import type { PoolPolicy } from '../model/pool.ts'
import { type Belonging, belongingOf, kindredOf } from './belonging.ts'
import { closeBreaker } from './breaker.ts'
import type { Ask, Assigned, Choice, Chosen, Place } from './choice.ts'
import type { OrderReason, Reissued } from './chooser.ts'
import { createChooser } from './chooser.ts'
import { Limits } from './headroom/limits.ts'
import { createMarks } from './marks.ts'
import type { Recent } from './recent.ts'
import { createRecent } from './recent.ts'
import { recordedBelonging, restoreMember, toAccountRecord } from './records.ts'
import { createRoster } from './roster.ts'
import { reorder } from './member.ts'
import { createSessions } from './sessions.ts'
import type { Weather } from './storm.ts'
import { createStorms } from './storm.ts'
import type { Ticket } from './ticket.ts'
import { toPoolView } from './to-pool-view.ts'
import { createTotals } from './totals.ts'
import type { TurnWindow } from './turn-window.ts'
import { createTurnWindow } from './turn-window.ts'
import { createWithdraw } from './withdraw.ts'
import type { PoolView } from './view.ts'

export type { Ask, Choice, Ticket }

/** Health, turns and sessions of one pool: the authority on who is asked next. Times are epoch ms. */
export interface Board {
  /** The account whose turn it is; takes the turn. Each attempt of a call asks anew. */
  choose(ask: Ask, now: number): Choice
  /** A call that waits for room does not wait any more: its caller left. */
  leave(place: Place): void
  /** What an answer, or a refusal, says of the limits of the account that gave it. */
  told(ticket: Ticket, limits: LimitsTold, now: number): void
  /** What the call came to use, before it is settled. */
  used(ticket: Ticket, usage: Usage, now: number): void
  /** The single-key route: the first able account in configured order whatever its health; takes no turn. */
  first(ask: Ask, now: number): Assigned
  /** The account of an attempt once more, for its token was renewed: takes no turn, and counts as one asked. */
  again(ticket: Ticket, now: number): Chosen | null
  /** What this account alone can serve: it or nobody. Takes no turn, but for a probe. */
  only(id: AccountId, ask: Ask, now: number): Assigned
  /**
   * Ids of the others that share limits and what is kept with this account, which may be gone: of its operator's group first,
   * then of its vendor's organisation.
   */
  kindred(id: AccountId): readonly AccountId[]
  /** The first account in configured order that can be asked, whoever's turn it is. Takes no turn, but for a probe. */
  inOrder(ask: Ask, reason: OrderReason, now: number): Assigned
  /** A sound head or first event came: decides a probe, ends a cooldown that began before the request was sent. */
  answered(ticket: Ticket, now: number): void
  /**
   * The attempt is over: exactly once to a ticket (a second time does nothing). Success implies `answered`. Returns `storm`
   * where it was overloaded as the whole pool is: the call asks nobody else.
   */
  settle(ticket: Ticket, mark: Mark, now: number): Weather
  /**
   * A call has failed on these attempts in the same way, the newest first: if it is the call's fault, what it did to their
   * accounts is undone (see `createWithdraw`). Returns those of which it was.
   */
  withdraw(alike: readonly Ticket[], now: number): readonly Ticket[]
  /**
   * A ticket for an attempt that was begun on this account before a restart; `null` where the pool has the account no
   * more. A probe is one again, if the account still waits for one.
   */
  reissue(id: AccountId, of: Reissued, now: number): Ticket | null
  /** Whether the failover after `attemptsSoFar` attempts draws on the retry budget (contract §6, Attempts). */
  mayFailOver(attemptsSoFar: number, now: number): 'free' | 'budgeted'
  /** When the first account able to serve this is back; `now` where one is available, `null` where none ever is. */
  returnsAt(ask: Ask, now: number): number | null
  /** A caller's request is over. */
  countRequest(end: 'successful' | 'failed', now: number): void
  /** Takes an account out until `resume`; nothing automatic undoes it. */
  pause(id: AccountId, reason: string, now: number): void
  resume(id: AccountId, now: number): void
  /** Clears statistics and enables what was disabled, keeps cooldowns; `null` means the whole pool. */
  reset(id: AccountId | null, now: number): void
  /** Takes effect with the next choice. */
  setPolicy(policy: PoolPolicy, now: number): void
  /** Takes effect with the next choice; what is remembered of an account stays with its id. */
  setAccounts(accounts: readonly Account[], now: number): void
  view(now: number): PoolView
  /** As they are configured; the same list until they change. */
  accounts(): readonly Account[]
  /** What must survive a restart and changed since the last drain. */
  drainChanges(): BoardChanges | null
  /** Call it once, before the first choice. Records of accounts that the pool does not have wait until it has them. */
  restore(records: BoardRecords, now: number): void
}

export function createBoard(initial: PoolPolicy, initialAccounts: readonly Account[]): Board {
  let policy = initial
  let accounts = initialAccounts
  let sequence = 0
  const next = (): number => ++sequence
  const totals = createTotals()
  const roster = createRoster(policy.strategy)
  const sessions = createSessions({ policy: () => policy, totals })
  let recent: Recent = createRecent(0)
  let turns: TurnWindow | null = null
  /** What is remembered of accounts that the pool does not have (any more). */
  const shelf = new Map<string, AccountRecord>()

  const limits = new Limits(() => policy)
  const marks = createMarks({
    roster,
    sessions,
    limits,
    storms: createStorms(() => roster.members()),
    next,
    onSucceeded: (member, now) => recent.onSucceeded(member.index, now),
  })
  const withdraw = createWithdraw(roster, sessions)
  const chooser = createChooser({
    roster,
    sessions,
    headroom: limits.headroom,
    next,
    strategy: () => policy.strategy,
    onAsked: (member, now) => recent.onAsked(member.index, now),
    onTurn: (member, now) => turns?.take(member, now),
  })

  /** The turns that `time-window` counts. Of those taken under another policy or before a restart, the last is known. */
  function recountTurns(now: number): void {
    const { strategy, windowMs } = policy
    turns = strategy === 'time-window' ? createTurnWindow(windowMs, roster.members().length) : null
    const members = roster.members().toSorted((a, b) => a.turn - b.turn)
    for (const member of members) {
      member.windowTurns = 0
      if (turns !== null && member.turnAt !== null && now - member.turnAt < windowMs) turns.take(member, member.turnAt)
      reorder(member)
    }
  }

  function setAccounts(list: readonly Account[], now: number): void {
    accounts = list
    const { joined, left } = roster.replace(list, now)
    for (const member of left) {
      sessions.lose(member, now)
      limits.lose(member)
      shelf.set(member.account.id, toAccountRecord(member))
    }
    for (const member of roster.members()) limits.place(member)
    for (const { account } of joined) {
      const record = shelf.get(account.id)
      if (record !== undefined) recall(record, now)
    }
    recent = createRecent(roster.members().length)
    recountTurns(now)
  }

  function recall(record: AccountRecord, now: number): void {
    const member = roster.find(record.id)
    if (member === undefined) {
      shelf.set(record.id, record)
      return
    }
    shelf.delete(record.id)
    member.group = record.group ?? null
    limits.place(member)
    restoreMember(member, record, now)
    for (const cooldown of member.cooldowns) if (cooldown.running) roster.onCooldownStart(cooldown)
    if (member.sessionStart !== null) sessions.resume(member)
    sequence = Math.max(sequence, record.turn)
    roster.onChange(member, now)
  }

  /** Of an account that the pool has, or had. */
  function belongingById(id: AccountId): Belonging | null {
    const member = roster.find(id)
    if (member !== undefined) return belongingOf(member)
    const record = shelf.get(id)
    return record === undefined ? null : recordedBelonging(record)
  }

  function setPaused(id: AccountId, reason: string | null, now: number): void {
    const member = roster.find(id)
    if (member === undefined) return
    member.paused = reason
    if (reason !== null) sessions.lose(member, now)
    roster.onChange(member, now)
  }

  setAccounts(accounts, 0)

  return {
    choose(ask, now) {
      roster.advance(now)
      turns?.expire(now, reorder)
      return chooser.choose(ask, now)
    },
    first(ask, now) {
      roster.advance(now)
      return chooser.first(ask, now)
    },
    again: (ticket, now) => chooser.again(ticket, now),
    only(id, ask, now) {
      roster.advance(now)
      return chooser.only(id, ask, now)
    },
    kindred(id) {
      const of = belongingById(id)
      const others = of === null ? [] : kindredOf(of, roster.members())
      return others.map(({ account }) => account.id).filter((other) => other !== id)
    },
    inOrder(ask, reason, now) {
      roster.advance(now)
      return chooser.inOrder(ask, reason, now)
    },
    leave: (place) => limits.headroom.leave(place),
    told: (ticket, told, now) => marks.told(ticket, told, now),
    used: (ticket, usage, now) => limits.used(ticket, usage, now),
    answered: (ticket, now) => marks.answered(ticket, now),
    settle: (ticket, mark, now) => marks.settle(ticket, mark, now),
    withdraw,
    reissue(id, of, now) {
      const member = roster.find(id)
      return member === undefined ? null : chooser.reissue(member, of, now)
    },
    mayFailOver: (attemptsSoFar, now) => (attemptsSoFar <= 1 && recent.isHealthy(now) ? 'free' : 'budgeted'),
    returnsAt(ask, now) {
      roster.advance(now)
      const lane = roster.lane(ask.protocol, ask.model, now)
      if (lane === null) return null
      const isUp = lane.available() > 0
      if (isUp && policy.strategy !== 'headroom') return now
      const back = lane.absentees.backAt()
      const room = isUp ? limits.headroom.roomAt(lane, ask, now) : null
      if (back === null || room === null) return room ?? (back === null ? null : Math.max(now, back))
      return Math.min(room, Math.max(now, back))
    },
    countRequest: (end, now) => totals.onRequest(end, now),
    pause: setPaused,
    resume: (id, now) => setPaused(id, null, now),
    reset(id, now) {
      if (id === null) totals.clear()
      for (const member of roster.members()) {
        if (id !== null && member.account.id !== id) continue
        member.requests = 0
        member.failures = 0
        member.limitsMet = 0
        member.failovers = 0
        member.lastUsed = null
        member.refusedUntil = null
        member.breaker.level = 0
        closeBreaker(member.breaker)
        roster.onChange(member, now)
      }
    },
    setPolicy(changed, now) {
      const before = policy
      policy = changed
      if (changed.sessionScope !== before.sessionScope) sessions.own.clear()
      if (changed.strategy !== before.strategy) {
        roster.setStrategy(changed.strategy)
        limits.forgetUse(roster.members())
      }
      if (changed.strategy !== before.strategy || changed.windowMs !== before.windowMs) recountTurns(now)
    },
    setAccounts,
    view(now) {
      roster.advance(now)
      limits.conversations.advance(now)
      const bound = sessions.own.size() + limits.conversations.size
      return toPoolView({ policy, members: roster.members(), totals, bound, waiting: limits.headroom.waiting }, now)
    },
    accounts: () => accounts,
    drainChanges() {
      const changed = roster.members().filter((member) => member.changed)
      for (const member of changed) member.changed = false
      const own = sessions.own.drain()
      const cached = limits.conversations.drain()
      const moved = sessions.moved.drain()
      const bindings = [...own.bindings, ...moved.bindings, ...cached.bindings]
      const unbound = [...own.unbound, ...moved.unbound, ...cached.unbound]
      const counts = totals.drain()
      if (changed.length + bindings.length + unbound.length === 0 && counts === null) return null
      return { pool: policy.name, accounts: changed.map(toAccountRecord), bindings, unbound, totals: counts }
    },
    restore(records, now) {
      for (const record of records.accounts) recall(record, now)
      for (const binding of records.bindings.toSorted((a, b) => a.startedAt - b.startedAt)) {
        const member = roster.find(binding.account)
        if (!limits.conversations.restore(binding, member)) sessions.rebind(binding, member)
      }
      if (records.totals !== null) totals.restore(records.totals)
      recountTurns(now)
    },
  }
}
