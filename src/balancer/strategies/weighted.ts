import type { CountTree } from '../count-tree.ts'
import { createCountTree } from '../count-tree.ts'
import type { Member } from '../member.ts'
import type { Skip } from '../tournament.ts'
import type { Ranking } from './ranking.ts'

/** The accounts of one weight: they take their turns in a ring, so one number tells what each of them had. */
interface Group {
  readonly weight: number
  readonly positions: number[]
  ring: CountTree
  /** Turns taken since the cycle began, all members together. */
  given: number
}

/** How far into a cycle a changed set of accounts is entered at most, in turns: bounds what a change costs. */
const ENTRY_LIMIT = 1_024

/**
 * Smooth weighted round-robin, as nginx does it (ngx_http_upstream_round_robin.c): at step t the turn is of the account
 * with the largest t·weight − W·turns, W being the sum of the weights, so that any W turns in a row give each account
 * exactly its weight. Accounts of one weight are told apart by their ring only: a pick costs O(weights + log n).
 *
 * When the set of available accounts changes, the cycle of the new set is entered at the step that the old one had
 * reached. Every step of a cycle is an exact place to begin, and beginning anew at the first would starve light accounts
 * where accounts come and go often.
 */
export function createWeighted(members: readonly Member[]): Ranking {
  const groups: Group[] = []
  const groupOf: Group[] = []
  const rankOf = new Int32Array(members.length)
  for (const [position, { account }] of members.entries()) {
    let group = groups.find((one) => one.weight === account.weight)
    if (group === undefined) {
      group = { weight: account.weight, positions: [], ring: createCountTree(1), given: 0 }
      groups.push(group)
    }
    groupOf.push(group)
    rankOf[position] = group.positions.length
    group.positions.push(position)
  }
  for (const group of groups) group.ring = createCountTree(group.positions.length)

  const present = new Uint8Array(members.length)
  let total = 0
  let step = 0
  let entered = true

  function change(position: number, by: 1 | -1): void {
    const group = groupOf[position]
    if (group === undefined || present[position] === (by === 1 ? 1 : 0)) return
    present[position] = by === 1 ? 1 : 0
    const rank = rankOf[position] ?? 0
    if (by === 1) group.ring.add(rank)
    else group.ring.remove(rank)
    total += by * group.weight
    entered = false
  }

  /** The group whose turn it is, as the position of its member; groups whose members are all skipped are passed by. */
  function pick(skip: Skip | null): number {
    let best = -1
    let most = -Infinity
    for (const group of groups) {
      const size = group.ring.size()
      if (size === 0) continue
      const credit = (step + 1) * group.weight - total * Math.floor(group.given / size)
      if (credit < most) continue
      const position = nextOf(group, skip)
      if (position < 0 || (credit === most && position > best)) continue
      best = position
      most = credit
    }
    return best
  }

  function take(position: number): void {
    const group = groupOf[position]
    if (group === undefined) return
    group.given++
    step++
    if (step < total) return
    // A cycle is over; what failovers took out of turn stays on the account.
    step -= total
    for (const one of groups) one.given -= one.weight * one.ring.size()
  }

  function enter(): void {
    entered = true
    const reached = total === 0 ? 0 : Math.min(step % total, ENTRY_LIMIT)
    step = 0
    for (const group of groups) group.given = 0
    while (step < reached) take(pick(null))
  }

  return {
    put: (position) => change(position, 1),
    drop: (position) => change(position, -1),
    best(skip) {
      if (!entered) enter()
      return pick(skip)
    },
    took: take,
    hold() {
      // nothing is kept up that could wait
    },
    release() {
      // see hold
    },
  }
}

function nextOf(group: Group, skip: Skip | null): number {
  const size = group.ring.size()
  const due = ((group.given % size) + size) % size
  for (let further = 0; further < size; further++) {
    const position = group.positions[group.ring.select((due + further) % size)] ?? -1
    if (skip === null || !skip.has(position)) return position
  }
  return -1
}
