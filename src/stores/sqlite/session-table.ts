import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { MAX_SESSIONS, SESSION_IDLE_MS } from '../../model/session.ts'
import type { SessionRecord } from '../../model/session.ts'
import { durably } from './durably.ts'

/** A question to the writer's thread. */
export type SessionCall =
  | { readonly kind: 'list_sessions' }
  | { readonly kind: 'insert_session'; readonly record: SessionRecord }
  | { readonly kind: 'delete_session'; readonly hash: string }
  | { readonly kind: 'touch_session'; readonly hash: string; readonly at: number }

/** Dashboards' sessions. Those that begin and end are on disk, flushed, when it returns; a touch is not. */
export interface SessionTable {
  list(): readonly SessionRecord[]
  insert(record: SessionRecord): void
  delete(hash: string): void
  touch(hash: string, at: number): void
}

export function prepareSessionTable(database: DatabaseSync): SessionTable {
  const list = database.prepare('select * from sessions order by used_at')
  const insert = database.prepare(
    'insert or replace into sessions (hash, key_id, key_hash, created_at, used_at) values (?, ?, ?, ?, ?)',
  )
  const remove = database.prepare('delete from sessions where hash = ?')
  const removeEnded = database.prepare('delete from sessions where used_at <= ?')
  const removeOldest = database.prepare(
    `delete from sessions where hash in (select hash from sessions order by used_at desc limit -1 offset ${MAX_SESSIONS})`,
  )
  const touch = database.prepare('update sessions set used_at = max(used_at, ?) where hash = ?')

  return {
    list: () => list.all().map(decodeSession),
    insert(record) {
      removeEnded.run(record.createdAt - SESSION_IDLE_MS)
      durably(database, () => insert.run(record.hash, record.keyId, record.keyHash, record.createdAt, record.usedAt))
      removeOldest.run()
    },
    delete(hash) {
      durably(database, () => remove.run(hash))
    },
    touch(hash, at) {
      touch.run(at, hash)
    },
  }
}

function decodeSession(row: Record<string, SQLOutputValue>): SessionRecord {
  return {
    hash: String(row['hash']),
    keyId: String(row['key_id']),
    keyHash: String(row['key_hash']),
    createdAt: Number(row['created_at']),
    usedAt: Number(row['used_at']),
  }
}
