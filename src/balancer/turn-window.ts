import type { Member } from './member.ts'

/** Turns remembered one by one; beyond, turns of one account that lie close together are remembered as one. */
const EXACT = 65_536
/** About how many turns are remembered at all. */
const KEPT = 262_144

/** Counts each account's turns within the last `windowMs` in `member.windowTurns`. */
export interface TurnWindow {
  take(member: Member, now: number): void
  /** Lets turns that are `windowMs` old or older fall out, and tells whose count has changed. */
  expire(now: number, onChange: (member: Member) => void): void
}

interface Entry {
  readonly member: Member
  readonly time: number
  turns: number
}

export function createTurnWindow(windowMs: number, accounts: number): TurnWindow {
  const slotMs = windowMs / Math.max(16, Math.floor(KEPT / Math.max(1, accounts)))
  const latest = new Map<Member, Entry>()
  let entries: Entry[] = []
  let front = 0

  return {
    take(member, now) {
      member.windowTurns++
      const last = latest.get(member)
      if (last !== undefined && entries.length - front > EXACT && now - last.time < slotMs) {
        last.turns++
        return
      }
      const entry = { member, time: now, turns: 1 }
      entries.push(entry)
      latest.set(member, entry)
    },
    expire(now, onChange) {
      for (;;) {
        const entry = entries[front]
        if (entry === undefined || now - entry.time < windowMs) break
        front++
        entry.member.windowTurns -= entry.turns
        if (latest.get(entry.member) === entry) latest.delete(entry.member)
        onChange(entry.member)
      }
      // Cutting off the front only when it is half of all keeps a turn's cost constant.
      if (front > 1_024 && front * 2 > entries.length) {
        entries = entries.slice(front)
        front = 0
      }
    },
  }
}
