import { describe, expect, test } from 'vitest'
import type { PoolBed } from './pool-bed.ts'
import { ending, exampleCall, openPool } from './pool-bed.ts'

const NEWEST = { limit: 100, cursor: null }
const DAY = 86_400_000

function fill(pool: PoolBed, table: string): void {
  pool.database.exec(`create trigger full before insert on ${table} begin select raise(abort, 'disk full'); end`)
}

function free(pool: PoolBed): void {
  pool.database.exec('drop trigger full')
}

function callAndEnd(pool: PoolBed): number {
  const { id } = pool.open()
  pool.core.end(id, ending())
  return id
}

describe("a pool's object whose storage fails for a while", () => {
  test.each(['totals', 'account_groups', 'batches'])('goes on, and loses nothing once it works again: %s', (table) => {
    using pool = openPool({ accounts: 6 })
    const ids = [callAndEnd(pool)]
    pool.write()
    fill(pool, table)
    for (let seconds = 0; seconds < 5; seconds += 1) {
      ids.push(callAndEnd(pool))
      pool.clock.advance(1_000)
    }
    expect(pool.view()).toMatchObject({ totalRequests: 6, successfulRequests: 6 })
    free(pool)
    pool.clock.advance(5_000)
    pool.startAnew()
    expect(pool.view()).toMatchObject({ totalRequests: 6, successfulRequests: 6 })
    expect(pool.view().accounts.map(({ requests }) => requests)).toEqual([1, 1, 1, 1, 1, 1])
    expect(pool.core.reads.requests({}, NEWEST).items.map(({ id }) => id)).toEqual(ids.toReversed())
  })

  test('loses no client’s session', () => {
    const env = { LOAD_BALANCER_STRATEGY: 'session', CLAUDEFLARE_CONFIG_JSON: '{"session_scope":"client"}' }
    using pool = openPool({ env })
    fill(pool, 'bindings')
    for (const id of ['a', 'b', 'c']) {
      pool.open({ call: exampleCall({ client: { id, name: id } }) })
      pool.clock.advance(1_000)
    }
    free(pool)
    pool.clock.advance(5_000)
    pool.startAnew()
    expect(pool.view().sessions).toMatchObject({ started: 3, bound: 3 })
  })

  test('tells the log why, and that it is tried again', () => {
    using pool = openPool()
    fill(pool, 'totals')
    callAndEnd(pool)
    pool.clock.advance(1_000)
    const told = pool.logged.filter((message) => message.includes('could not be written'))
    expect(told[0]).toBe("the pool's state could not be written, and is tried again: Error: disk full")
    expect(told.length).toBeGreaterThan(1)
  })

  test('does not acknowledge a pause that is not on disk', () => {
    using pool = openPool()
    const { id } = pool.account('key-1')
    fill(pool, 'account_groups')
    expect(() => pool.core.pause(id, 'resting')).toThrow('disk full')
    expect(() => pool.core.resume(id)).toThrow('disk full')
    free(pool)
    pool.core.pause(id, 'resting')
    pool.startAnew()
    expect(pool.account('key-1').state).toBe('paused')
  })

  test('still knows a call that has ended, so that its end counts once', () => {
    using pool = openPool()
    fill(pool, 'batches')
    const id = callAndEnd(pool)
    pool.clock.advance(1_000)
    expect(pool.core.end(id, ending())).toBeNull()
    free(pool)
    pool.clock.advance(5_000)
    expect(pool.core.end(id, ending())).toBeNull()
    expect(pool.view().totalRequests).toBe(1)
    expect(pool.core.reads.requests({}, NEWEST).items).toHaveLength(1)
  })
})

test("a pool's object forgets requests that are older than a week, without being asked", () => {
  using pool = openPool()
  const old = callAndEnd(pool)
  pool.write()
  pool.clock.advance(7 * DAY - 1_000)
  callAndEnd(pool)
  pool.write()
  expect(pool.core.reads.request(old)).not.toBeNull()
  pool.clock.advance(62_000)
  const young = callAndEnd(pool)
  pool.write()
  expect(pool.core.reads.request(old)).toBeNull()
  expect(pool.core.reads.request(young)).not.toBeNull()
})

test('a request is never counted on disk without its row', () => {
  using pool = openPool()
  pool.database.exec("create trigger full before insert on batches begin select raise(abort, 'disk full'); end")
  const { id } = pool.open()
  pool.core.end(id, ending())
  pool.clock.advance(300)
  pool.core.end(pool.open().id, ending())
  pool.clock.advance(300)
  pool.startAnew()
  pool.database.exec('drop trigger full')
  expect([pool.view().totalRequests, pool.core.reads.request(id)]).toEqual([0, null])
})
