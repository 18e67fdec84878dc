import { MAX_SESSIONS, SESSION_IDLE_MS } from '../../model/session.ts'
import type { SessionRecord } from '../../model/session.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, numberOf } from './sql.ts'

/** Dashboards' sessions in the gateway's object. Everything may be done twice, because an answer was lost. */
export interface SessionRows {
  /** `null` where there is none, or it has ended. */
  find(hash: string, now: number): SessionRecord | null
  insert(record: SessionRecord): void
  delete(hash: string): void
  touch(hash: string, at: number): void
}

export function openSessionRows(database: ObjectDatabase): SessionRows {
  database.exec(
    'create table if not exists sessions (hash text primary key, key_id text not null, key_hash text not null, created_at integer not null, used_at integer not null) without rowid',
  )
  return {
    find(hash, now) {
      const row = firstRow(
        database.exec('select * from sessions where hash = ? and used_at > ?', hash, now - SESSION_IDLE_MS),
      )
      return row === undefined ? null : decodeSession(row)
    },
    insert({ hash, keyId, keyHash, createdAt, usedAt }) {
      database.transaction(() => {
        database.exec('delete from sessions where used_at <= ?', createdAt - SESSION_IDLE_MS)
        database.exec(
          'insert or replace into sessions (hash, key_id, key_hash, created_at, used_at) values (?, ?, ?, ?, ?)',
          hash,
          keyId,
          keyHash,
          createdAt,
          usedAt,
        )
        database.exec(
          'delete from sessions where hash in (select hash from sessions order by used_at desc limit -1 offset ?)',
          MAX_SESSIONS,
        )
      })
    },
    delete: (hash) => void database.exec('delete from sessions where hash = ?', hash),
    touch: (hash, at) => void database.exec('update sessions set used_at = max(used_at, ?) where hash = ?', at, hash),
  }
}

function decodeSession(row: Readonly<Record<string, unknown>>): SessionRecord {
  return {
    hash: String(row['hash']),
    keyId: String(row['key_id']),
    keyHash: String(row['key_hash']),
    createdAt: numberOf(row['created_at']),
    usedAt: numberOf(row['used_at']),
  }
}
