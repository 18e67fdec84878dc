import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { KeySpend } from '../../model/key-spend.ts'
import { toBillionths, totalOf, toUsd } from '../../model/key-spend.ts'

/** What client keys with a budget have spent in their current period. */
export interface SpendTable {
  /** What calls were under way when it was written counts as spent: nobody knows any more how they ended. */
  list(): readonly KeySpend[]
  /** Takes the place of the key's earlier periods. Nothing is kept of a key that is not. */
  save(spend: KeySpend): void
}

export function prepareSpendTable(database: DatabaseSync): SpendTable {
  const list = database.prepare(
    'select key_id, max(period) as period, usd from key_spend where key_id in (select id from client_keys) group by key_id',
  )
  const forget = database.prepare('delete from key_spend where key_id = ? and period <> ?')
  const save = database.prepare(
    'insert into key_spend (key_id, period, usd) select id, ?, ? from client_keys where id = ? ' +
      'on conflict (key_id, period) do update set usd = excluded.usd',
  )

  return {
    list: () => list.all().map(decodeSpend),
    save(spend) {
      forget.run(spend.keyId, spend.period)
      save.run(spend.period, toUsd(totalOf(spend)), spend.keyId)
    },
  }
}

function decodeSpend(row: Record<string, SQLOutputValue>): KeySpend {
  return {
    keyId: String(row['key_id']),
    period: String(row['period']),
    spent: toBillionths(Number(row['usd'])),
    held: [],
  }
}
