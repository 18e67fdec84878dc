import type { DatabaseSync } from 'node:sqlite'
import type { GroupKey, RollupTables } from './rollup-tables.ts'

/** The ids of groups, which are made as they are first met. */
export interface RollupGroups {
  readonly size: number
  has(key: GroupKey): boolean
  /** `account` is its name of now; empty where that is not known. */
  idOf(key: GroupKey, account: string): number
  /** Reads them again: after a rollback some may not be there. */
  forget(): void
}

interface Group {
  readonly id: number
  account: string
}

export function prepareRollupGroups(database: DatabaseSync, { groups }: RollupTables): RollupGroups {
  // What is kept apart by everything has no level.
  const level = groups === 'rollup_margins' ? 'level' : "'each'"
  const find = database.prepare(
    `select id, account from ${groups} where ${level} = ? and pool = ? and account_id = ? and provider = ? and model = ?`,
  )
  const insert =
    groups === 'rollup_margins'
      ? database.prepare(
          'insert into rollup_margins (level, pool, account_id, provider, model, account) values (?, ?, ?, ?, ?, ?)',
        )
      : null
  const insertEach = database.prepare(
    'insert into rollup_groups (pool, account_id, provider, model, account) values (?, ?, ?, ?, ?)',
  )
  const rename = database.prepare(`update ${groups} set account = ? where id = ?`)
  const known = new Map<string, Group>()

  function read(key: GroupKey, account: string): Group {
    const { level: of, pool, accountId, provider, model } = key
    const found = find.get(of, pool, accountId, provider, model)
    if (found !== undefined) return { id: Number(found['id']), account: String(found['account']) }
    const made =
      insert === null
        ? insertEach.run(pool, accountId, provider, model, account)
        : insert.run(of, pool, accountId, provider, model, account)
    return { id: Number(made.lastInsertRowid), account }
  }

  return {
    get size() {
      return known.size
    },
    has: (key) => known.has(textOf(key)),
    idOf(key, account) {
      const text = textOf(key)
      let group = known.get(text)
      if (group === undefined) known.set(text, (group = read(key, account)))
      if (account !== '' && key.accountId !== '' && group.account !== account) {
        rename.run(account, group.id)
        group.account = account
      }
      return group.id
    },
    forget: () => known.clear(),
  }
}

function textOf({ level, pool, accountId, provider, model }: GroupKey): string {
  return `${level}\n${pool}\n${accountId}\n${provider}\n${model}`
}
