import type { Account } from '../model/account.ts'
import type { StrategyName } from '../model/pool.ts'
import type { Protocol } from '../model/protocol.ts'
import type { Cooldown } from './cooldowns.ts'
import type { DueHeap } from './due-heap.ts'
import { createDueHeap } from './due-heap.ts'
import type { Lane } from './lane.ts'
import type { Lanes } from './lanes.ts'
import { createLanes } from './lanes.ts'
import type { Member } from './member.ts'
import { createMember, reorder } from './member.ts'
import type { Origin } from './origins.ts'
import { ORIGIN_AVOIDED_MS, originOf } from './origins.ts'
import { nextChangeOf } from './standing.ts'

/** So many accounts that the pool does not have any more are kept, in case they come back. */
const GONE_KEPT = 1_000

/** The accounts of a pool, the lanes they stand in, and when each of them changes by itself. */
export interface Roster {
  members(): readonly Member[]
  find(id: string): Member | undefined
  /** Origins of these names, also of base URLs; those that no account has are left out. */
  originsNamed(names: readonly string[]): readonly Origin[]
  /** Up to date; `null` where no account is able to serve the call. */
  lane(protocol: Protocol, model: string | null, now: number): Lane | null
  /** What decides whether it can be asked has changed. */
  onChange(member: Member, now: number): void
  onCooldownStart(cooldown: Cooldown): void
  onCooldownEnd(cooldown: Cooldown): void
  /** Its accounts come last for 5 s. */
  avoid(origin: Origin, now: number): void
  /** Lets happen what is due by now. */
  advance(now: number): void
  setStrategy(strategy: StrategyName): void
  /** Returns those that are new and those that are gone. One that comes back is the one it was: calls and conversations still have it. */
  replace(
    accounts: readonly Account[],
    now: number,
  ): { readonly joined: readonly Member[]; readonly left: readonly Member[] }
}

export function createRoster(initial: StrategyName): Roster {
  let strategy = initial
  let members: readonly Member[] = []
  let byId = new Map<string, Member>()
  /** Those that left, the one that left last at the end. */
  const gone = new Map<string, Member>()
  let origins = new Map<string, Origin>()
  let lanes: Lanes = createLanes({ strategy, members, origins: 0 })
  // Numbers below the count of members are members, those above origins.
  let due: DueHeap = createDueHeap(0)

  function rebuildLanes(): void {
    for (const member of members) member.seats.length = 0
    lanes = createLanes({ strategy, members, origins: origins.size })
    for (const member of members) {
      for (const cooldown of member.cooldowns) if (cooldown.running) onCooldownStart(cooldown)
    }
  }

  function onCooldownStart(cooldown: Cooldown): void {
    if (cooldown.key !== '') lanes.limit(cooldown.scope, cooldown.key, 1)
  }

  function onCooldownEnd(cooldown: Cooldown): void {
    if (cooldown.key !== '') lanes.limit(cooldown.scope, cooldown.key, -1)
  }

  function onChange(member: Member, now: number): void {
    member.changed = true
    reorder(member)
    due.set(member.index, nextChangeOf(member, now))
  }

  function reorderOrigin(origin: Origin): void {
    for (const member of members) if (member.origin === origin) reorder(member)
  }

  function onDue(item: number, now: number): void {
    const member = members[item]
    if (member === undefined) {
      for (const origin of origins.values()) if (origin.index === item - members.length) reorderOrigin(origin)
      return
    }
    lapse(member, now)
    onChange(member, now)
  }

  function lapse(member: Member, now: number): void {
    for (const cooldown of member.cooldowns) {
      if (!cooldown.running || cooldown.until > now) continue
      cooldown.running = false
      if (cooldown.key === '') member.returnedAt = now
      onCooldownEnd(cooldown)
    }
  }

  function keep(member: Member): void {
    gone.set(member.account.id, member)
    for (const id of gone.keys()) {
      if (gone.size <= GONE_KEPT) return
      gone.delete(id)
    }
  }

  return {
    members: () => members,
    find: (id) => byId.get(id),
    originsNamed(names) {
      const named: Origin[] = []
      for (const name of names) {
        const origin = origins.get(name) ?? origins.get(originOf(name))
        if (origin !== undefined && !named.includes(origin)) named.push(origin)
      }
      return named
    },
    lane(protocol, model, now) {
      const lane = lanes.find(protocol, model, now)
      lane?.refresh(now)
      return lane
    },
    onChange,
    onCooldownStart,
    onCooldownEnd,
    avoid(origin, now) {
      const wasMarked = origin.markedUntil > now
      origin.markedUntil = now + ORIGIN_AVOIDED_MS
      due.set(members.length + origin.index, origin.markedUntil)
      if (!wasMarked) reorderOrigin(origin)
    },
    advance(now) {
      for (let item = due.take(now); item >= 0; item = due.take(now)) onDue(item, now)
    },
    setStrategy(next) {
      strategy = next
      rebuildLanes()
    },
    replace(accounts, now) {
      const before = byId
      const joined: Member[] = []
      const marks = origins
      origins = new Map()
      byId = new Map()
      for (const account of accounts) {
        if (byId.has(account.id)) continue
        const name = originOf(account.baseUrl)
        const origin = origins.get(name) ?? {
          name,
          index: origins.size,
          markedUntil: marks.get(name)?.markedUntil ?? 0,
        }
        origins.set(name, origin)
        const known = before.get(account.id) ?? gone.get(account.id)
        const member = known ?? createMember(account, 0, origin)
        if (known === undefined) joined.push(member)
        gone.delete(account.id)
        member.account = account
        member.index = byId.size
        member.origin = origin
        byId.set(account.id, member)
      }
      const left = [...before.values()].filter((member) => !byId.has(member.account.id))
      for (const member of left) {
        member.index = -1
        // What still holds it, such as a conversation, does not hold its lanes.
        member.seats.length = 0
        keep(member)
      }
      members = [...byId.values()]
      due = createDueHeap(members.length + origins.size)
      for (const member of members) due.set(member.index, nextChangeOf(member, now))
      for (const origin of origins.values()) {
        if (origin.markedUntil > now) due.set(members.length + origin.index, origin.markedUntil)
      }
      rebuildLanes()
      // Of those that came back, what ended meanwhile.
      for (const member of members) lapse(member, now)
      return { joined, left }
    },
  }
}
