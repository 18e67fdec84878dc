import { MAX_SESSIONS, SESSION_IDLE_MS } from '../model/session.ts'
import type { SessionRecord } from '../model/session.ts'

/** The sessions in memory, asked once a request of the control API. */
export interface SessionBook {
  /** Looked up by the hash of all of the value, as keys are. `null` where there is none, or it has ended. */
  find(hash: string, now: number): SessionRecord | null
  /** The one unused the longest goes where there would be too many. */
  add(record: SessionRecord): void
  remove(hash: string): void
  touch(hash: string, at: number): void
}

export function createSessionBook(records: readonly SessionRecord[]): SessionBook {
  const byHash = new Map(records.map((record) => [record.hash, record]))

  function removeOldest(): void {
    let oldest: SessionRecord | null = null
    for (const record of byHash.values()) if (oldest === null || record.usedAt < oldest.usedAt) oldest = record
    if (oldest !== null) byHash.delete(oldest.hash)
  }

  return {
    find(hash, now) {
      const record = byHash.get(hash)
      if (record === undefined) return null
      if (!hasEnded(record, now)) return record
      byHash.delete(hash)
      return null
    },
    add(record) {
      byHash.set(record.hash, record)
      while (byHash.size > MAX_SESSIONS) removeOldest()
    },
    remove: (hash) => void byHash.delete(hash),
    touch(hash, at) {
      const record = byHash.get(hash)
      if (record !== undefined && at > record.usedAt) byHash.set(hash, { ...record, usedAt: at })
    },
  }
}

/** Whether it has been unused for too long. */
function hasEnded({ usedAt }: Pick<SessionRecord, 'usedAt'>, now: number): boolean {
  return now - usedAt >= SESSION_IDLE_MS
}
