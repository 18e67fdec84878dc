import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { AuditPage, StoredAuditEntry } from '../../model/audit.ts'
import type { PageRequest } from '../../model/ledger-queries.ts'

const MAX_PAGE = 500

/** What was changed, newest first. */
export function findAuditEntries(database: DatabaseSync, page: PageRequest): AuditPage {
  const limit = Math.min(Math.max(Math.trunc(page.limit), 1), MAX_PAGE)
  const before = page.cursor === null ? Number.MAX_SAFE_INTEGER : Number(page.cursor)
  const rows = database
    .prepare('select * from audit where id < ? order by id desc limit ?')
    .all(Number.isSafeInteger(before) ? before : 0, limit + 1)
  const items = rows.slice(0, limit).map(decodeEntry)
  return { items, next: rows.length > limit ? String(items.at(-1)?.id ?? 0) : null }
}

function decodeEntry(row: Record<string, SQLOutputValue>): StoredAuditEntry {
  const detail = row['detail']
  return {
    id: Number(row['id']),
    at: Number(row['at']),
    who: String(row['who']),
    action: String(row['action']),
    target: String(row['target']),
    detail: typeof detail === 'string' ? detail : null,
  }
}
