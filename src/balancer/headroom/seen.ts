import type { RoomSeen } from '../../model/ledger.ts'
import type { Member } from '../member.ts'
import type { Room } from './room.ts'

/** As many accounts as a trace shows. */
const SHOWN = 20

/** What a choice saw of the accounts that it looked at. */
export class Sight {
  #seen: RoomSeen[] = []

  clear(): void {
    this.#seen = []
  }

  note(member: Member, room: Room, now: number): void {
    if (this.#seen.length >= SHOWN) return
    const { tightest, score } = room
    this.#seen.push({
      account: member.account.name,
      room: Math.round(score * 1_000) / 1_000,
      limit: tightest?.kind.name ?? null,
      reserved: tightest === null ? 0 : Math.round(tightest.pending + tightest.waiting),
      waitMs: room.at === Infinity ? null : Math.ceil(room.at - now),
    })
  }

  take(): readonly RoomSeen[] {
    return this.#seen
  }
}
