import type { DatabaseSync } from 'node:sqlite'
import type { AuditEntry } from '../../model/audit.ts'
import { durably } from './durably.ts'

/** Where the writer's thread keeps who changed what. An entry is on disk, flushed, when it returns. */
export interface AuditTable {
  record(entry: AuditEntry): void
}

export function prepareAuditTable(database: DatabaseSync): AuditTable {
  const insert = database.prepare('insert into audit (at, who, action, target, detail) values (?, ?, ?, ?, ?)')
  return {
    record({ at, who, action, target, detail }) {
      durably(database, () => insert.run(at, who, action, target, detail))
    },
  }
}
