import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { KEY_SCOPES } from '../../model/client-key.ts'
import type { ClientKeyRecord } from '../../model/client-key.ts'
import { StoreError } from '../store-error.ts'
import { durably } from './durably.ts'

/** Client keys. What changes them is on disk, flushed, when it returns; `touch` is not. */
export interface KeyTable {
  list(): readonly ClientKeyRecord[]
  everKept(): boolean
  /** Throws a `StoreError` `exists` where the id or the hash is kept already. */
  insert(record: ClientKeyRecord): void
  delete(id: string): void
  touch(id: string, at: number): void
}

export function prepareKeyTable(database: DatabaseSync): KeyTable {
  const list = database.prepare('select * from client_keys order by created_at, id')
  const insert = database.prepare(
    'insert or ignore into client_keys (id, name, hash, scopes, pools, models, expires_at, requests_per_minute, tokens_per_minute, budget_usd, budget_per, created_at, last_used_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const wereKept = database.prepare("select 1 from meta where name = 'keys_kept'")
  const noteKept = database.prepare(
    "insert or ignore into meta (name, value) select 'keys_kept', 1 where exists (select 1 from client_keys)",
  )
  const remove = database.prepare('delete from client_keys where id = ?')
  const forgetSpend = database.prepare('delete from key_spend where key_id = ?')
  const touch = database.prepare('update client_keys set last_used_at = max(coalesce(last_used_at, 0), ?) where id = ?')

  return {
    list: () => list.all().map(decodeKey),
    insert(record) {
      const written = durably(database, () =>
        insert.run(
          record.id,
          record.name,
          record.hash,
          JSON.stringify(record.scopes),
          JSON.stringify(record.pools),
          JSON.stringify(record.models),
          record.expiresAt,
          record.requestsPerMinute,
          record.tokensPerMinute,
          record.budget?.usd ?? null,
          record.budget?.per ?? null,
          record.createdAt,
          record.lastUsedAt,
        ),
      )
      if (written.changes === 0) {
        throw new StoreError(
          'exists',
          `A client key with the id ${record.id}, or with the same value, is kept already.`,
        )
      }
    },
    everKept: () => wereKept.get() !== undefined || list.get() !== undefined,
    delete(id) {
      // First: that a key was kept must not be lost where the deletion is on disk.
      noteKept.run()
      durably(database, () => remove.run(id))
      forgetSpend.run(id)
    },
    touch(id, at) {
      touch.run(at, id)
    },
  }
}

function decodeKey(row: Record<string, SQLOutputValue>): ClientKeyRecord {
  const scopes = new Set(texts(row['scopes']))
  return {
    id: String(row['id']),
    name: String(row['name']),
    hash: String(row['hash']),
    scopes: KEY_SCOPES.filter((scope) => scopes.has(scope)),
    pools: texts(row['pools']),
    models: texts(row['models']),
    expiresAt: maybeNumber(row['expires_at']),
    requestsPerMinute: maybeNumber(row['requests_per_minute']),
    tokensPerMinute: maybeNumber(row['tokens_per_minute']),
    budget: decodeBudget(row),
    createdAt: Number(row['created_at']),
    lastUsedAt: maybeNumber(row['last_used_at']),
  }
}

function decodeBudget(row: Record<string, SQLOutputValue>): ClientKeyRecord['budget'] {
  const usd = maybeNumber(row['budget_usd'])
  return usd === null ? null : { usd, per: row['budget_per'] === 'month' ? 'month' : 'day' }
}

function texts(value: SQLOutputValue | undefined): string[] {
  const parsed: unknown = JSON.parse(typeof value === 'string' ? value : '[]')
  return Array.isArray(parsed) ? parsed.map(String) : []
}

function maybeNumber(value: SQLOutputValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}
