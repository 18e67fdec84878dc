import { describe, expect, test } from 'vitest'
import type { AccountId } from '../../src/model/account.ts'
import type { HoldingRecord } from '../../src/model/holding.ts'
import { openPoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import type { ObjectDatabase } from '../../src/stores/cloudflare/sql.ts'
import { exampleRow } from '../contracts/example-row.ts'
import { accountOf, accountsNamed, bindingOf, changesOf, totalsOf } from './board-examples.ts'
import { openObjectFile } from './object-database.ts'

function held(resource: string, at: number): HoldingRecord {
  return { pool: 'lb', resource, account: 'one' as AccountId, at }
}

const NEWEST = { limit: 100, cursor: null }

describe("a pool's store, of its board,", () => {
  test('remembers nothing before the first commit', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    expect(store.loadBoard()).toEqual({ accounts: [], bindings: [], totals: null })
    expect([store.lastRequestId(), store.publishedAt()]).toEqual([0, 0])
  })

  test('remembers accounts, bindings and totals as they were, after it was opened again', () => {
    using file = openObjectFile()
    const records = { accounts: [accountOf('aaaa')], bindings: [bindingOf('laptop')], totals: totalsOf(9) }
    openPoolStore(file.open()).commit(changesOf(records), [])
    expect(openPoolStore(file.open()).loadBoard()).toEqual(records)
  })

  test('remembers what accounts hold, until it is forgotten', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, [], { held: [held('b', 2), held('a', 1), held('c', 3)] })
    store.commit(null, [], { held: [{ ...held('a', 0), account: null }] })
    expect(openPoolStore(file.open()).loadHoldings('lb')).toEqual([held('b', 2), held('c', 3)])
  })

  test('replaces a record by the one that comes later, and keeps the others', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(changesOf({ accounts: accountsNamed(1, 3), totals: totalsOf(1) }), [])
    const resumed = accountOf('account-2', { paused: null, requests: 151 })
    store.commit(changesOf({ accounts: [resumed], totals: totalsOf(2) }), [])
    expect(openPoolStore(file.open()).loadBoard()).toEqual({
      accounts: [accountOf('account-1'), resumed, accountOf('account-3')],
      bindings: [],
      totals: totalsOf(2),
    })
  })

  test('keeps totals that a commit does not speak of', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(changesOf({ totals: totalsOf(7) }), [])
    store.commit(changesOf({ accounts: [accountOf('aaaa')] }), [])
    expect(openPoolStore(file.open()).loadBoard().totals).toEqual(totalsOf(7))
  })

  test('forgets bindings that are gone, and keeps one that went and came back', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(changesOf({ bindings: ['a', 'b', 'c'].map((key) => bindingOf(key)) }), [])
    store.commit(changesOf({ unbound: ['a', 'b', 'never-there'], bindings: [bindingOf('b', 'account-2')] }), [])
    expect(openPoolStore(file.open()).loadBoard().bindings).toEqual([bindingOf('b', 'account-2'), bindingOf('c')])
  })

  test('tells keys of bindings apart whatever they hold, also those of models that moved', () => {
    using file = openObjectFile()
    const bindings = ['', '\u0000anthropic claude-x', 'it\u2019s', "it's", 'ABC', 'abc'].map((key) => bindingOf(key))
    const store = openPoolStore(file.open())
    store.commit(changesOf({ bindings }), [])
    expect(new Set(openPoolStore(file.open()).loadBoard().bindings)).toEqual(new Set(bindings))
    const again = openPoolStore(file.open())
    again.commit(changesOf({ unbound: ['\u0000anthropic claude-x', 'ABC'] }), [])
    expect(
      again
        .loadBoard()
        .bindings.map(({ key }) => key)
        .sort(),
    ).toEqual(['', 'abc', "it's", 'it\u2019s'].sort())
  })
})

describe("a pool's store, which pays for rows written,", () => {
  test('puts a hundred accounts into a row', () => {
    using file = openObjectFile()
    const database = file.open()
    openPoolStore(database).commit(changesOf({ accounts: accountsNamed(1, 250) }), [])
    expect(sizesOf(database)).toEqual([100, 100, 50])
  })

  test('writes the groups of the accounts that changed and no other', () => {
    using file = openObjectFile()
    const database = file.open()
    const written = watchGroups(database)
    const store = openPoolStore(database)
    store.commit(changesOf({ accounts: accountsNamed(1, 250) }), [])
    expect(written()).toEqual([0, 1, 2])
    store.commit(changesOf({ accounts: [accountOf('account-7'), accountOf('account-8')] }), [])
    expect(written()).toEqual([0])
    store.commit(changesOf({ accounts: [accountOf('account-101'), accountOf('account-250')] }), [])
    expect(written()).toEqual([1, 2])
    store.commit(changesOf({ totals: totalsOf(1) }), [])
    expect(written()).toEqual([])
  })

  test('keeps every account in its group after it was opened again, and fills the last group up', () => {
    using file = openObjectFile()
    openPoolStore(file.open()).commit(changesOf({ accounts: accountsNamed(1, 150) }), [])
    const database = file.open()
    const written = watchGroups(database)
    const store = openPoolStore(database)
    store.commit(changesOf({ accounts: [accountOf('account-3', { requests: 1 }), ...accountsNamed(151, 210)] }), [])
    expect(written()).toEqual([0, 1, 2])
    expect(sizesOf(database)).toEqual([100, 100, 10])
    const { accounts } = openPoolStore(file.open()).loadBoard()
    expect(accounts.map(({ id }) => id)).toEqual(accountsNamed(1, 210).map(({ id }) => id))
    expect(accounts[2]?.requests).toBe(1)
  })
})

describe("a pool's store commits", () => {
  const row = { ...exampleRow(41), cost: 0.006 }

  test('what changed and the requests that ended in one', () => {
    using file = openObjectFile()
    openPoolStore(file.open()).commit(changesOf({ totals: totalsOf(1) }), [row])
    const store = openPoolStore(file.open())
    expect(store.loadBoard().totals).toEqual(totalsOf(1))
    expect(store.request(41)).toEqual(row)
    expect(store.lastRequestId()).toBe(41)
  })

  test('requests without changes, and changes without requests', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, [row])
    store.commit(changesOf({ accounts: [accountOf('aaaa')] }), [])
    store.commit(null, [])
    expect(store.requests({}, NEWEST)).toEqual({ items: [row], next: null })
    expect(store.loadBoard().accounts).toEqual([accountOf('aaaa')])
  })

  test.each(['account_groups', 'bindings', 'totals', 'batches'])(
    'nothing where %s cannot be written, and all of it when asked again',
    (table) => {
      using file = openObjectFile()
      const database = file.open()
      const store = openPoolStore(database)
      const changes = changesOf({ accounts: [accountOf('aaaa')], bindings: [bindingOf('a')], totals: totalsOf(1) })
      database.exec(`create trigger full before insert on ${table} begin select raise(abort, 'disk full'); end`)
      expect(() => store.commit(changes, [row])).toThrow('disk full')
      expect(isEmpty(database)).toBe(true)
      database.exec('drop trigger full')
      store.commit(changes, [row])
      const again = openPoolStore(file.open())
      expect(again.loadBoard()).toMatchObject({ accounts: [accountOf('aaaa')], bindings: [bindingOf('a')] })
      expect(again.request(41)).toEqual(row)
    },
  )
})

test("a pool's store knows when its snapshot was last published, after it was opened again", () => {
  using file = openObjectFile()
  const store = openPoolStore(file.open())
  store.setPublishedAt(1_790_000_000_000)
  store.setPublishedAt(1_790_000_000_001)
  expect(openPoolStore(file.open()).publishedAt()).toBe(1_790_000_000_001)
})

/** How many accounts each row holds. */
function sizesOf(database: ObjectDatabase): readonly unknown[] {
  const query = 'select json_array_length(records) as size from account_groups order by number'
  return [...database.exec(query)].map((row) => row['size'])
}

/** Numbers of the groups that were written since it was last asked. */
function watchGroups(database: ObjectDatabase): () => readonly unknown[] {
  openPoolStore(database)
  database.exec('create table written (number integer)')
  database.exec(
    'create trigger watch after insert on account_groups begin insert into written values (new.number); end',
  )
  return () => [...database.exec('delete from written returning number')].map((row) => row['number'])
}

function isEmpty(database: ObjectDatabase): boolean {
  return ['account_groups', 'bindings', 'totals', 'batches'].every((name) => {
    const rows = [...database.exec(`select 1 from ${name}`)]
    return rows.length === 0
  })
}
