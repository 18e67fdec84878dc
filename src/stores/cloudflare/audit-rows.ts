import { AUDIT_KEPT_MS, MAX_AUDIT_ENTRIES } from '../../model/audit.ts'
import type { AuditEntry, AuditPage, StoredAuditEntry } from '../../model/audit.ts'
import type { PageRequest } from '../../model/ledger-queries.ts'
import type { ObjectDatabase } from './sql.ts'
import { numberOf } from './sql.ts'

const MAX_PAGE = 500
/** So many of the oldest are looked at with every entry: more than one comes, so what is past its time goes. */
const SWEPT_ROWS = 20

/** Who changed what, in the gateway's object. */
export interface AuditRows {
  /** `nonce` names the entry: the same one twice, because an answer was lost, is one. */
  record(nonce: string, entry: AuditEntry): void
  list(page: PageRequest): AuditPage
}

export function openAuditRows(database: ObjectDatabase): AuditRows {
  database.exec(
    'create table if not exists audit (id integer primary key, nonce text not null unique, at integer not null, who text not null, action text not null, target text not null, detail text)',
  )
  return {
    record(nonce, { at, who, action, target, detail }) {
      database.exec(
        'insert or ignore into audit (nonce, at, who, action, target, detail) values (?, ?, ?, ?, ?, ?)',
        nonce,
        at,
        who,
        action,
        target,
        detail,
      )
      database.exec(
        'delete from audit where id in (select id from audit order by id limit ?) and (at < ? or id <= (select max(id) from audit) - ?)',
        SWEPT_ROWS,
        at - AUDIT_KEPT_MS,
        MAX_AUDIT_ENTRIES,
      )
    },
    list(page) {
      const limit = Math.min(Math.max(Math.trunc(page.limit), 1), MAX_PAGE)
      const before = page.cursor === null ? Number.MAX_SAFE_INTEGER : Number(page.cursor)
      const rows = [
        ...database.exec(
          'select * from audit where id < ? order by id desc limit ?',
          Number.isSafeInteger(before) ? before : 0,
          limit + 1,
        ),
      ]
      const items = rows.slice(0, limit).map(decodeEntry)
      return { items, next: rows.length > limit ? String(items.at(-1)?.id ?? 0) : null }
    },
  }
}

function decodeEntry(row: Readonly<Record<string, unknown>>): StoredAuditEntry {
  const detail = row['detail']
  return {
    id: numberOf(row['id']),
    at: numberOf(row['at']),
    who: String(row['who']),
    action: String(row['action']),
    target: String(row['target']),
    detail: typeof detail === 'string' ? detail : null,
  }
}
