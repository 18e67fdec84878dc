import { describe, expect, test } from 'vitest'
import type { PoolBed } from './pool-bed.ts'
import { ending, openPool, refusedWith, REVISION } from './pool-bed.ts'

const HOUR = 3_600_000

/** A pool whose object is gone at once, after something was asked of it. */
function afterLoss(pool: PoolBed, work: () => void): PoolBed {
  work()
  pool.startAnew()
  return pool
}

describe('on disk when it returns is', () => {
  test('a pause, with its reason, which nothing but resuming ends', () => {
    using pool = openPool()
    const { id } = pool.account('key-1')
    afterLoss(pool, () => pool.core.pause(id, 'it is „resting“'))
    expect(pool.account('key-1')).toMatchObject({ state: 'paused', reason: 'it is „resting“' })
    expect(pool.view().activeKeys).toBe(1)
    pool.clock.advance(100 * HOUR)
    expect([pool.nameOf(pool.open().step), pool.nameOf(pool.open().step)]).toEqual(['key-2', 'key-2'])
    afterLoss(pool, () => pool.core.resume(id))
    expect(pool.account('key-1')).toMatchObject({ state: 'serving', reason: null })
    expect(pool.nameOf(pool.open().step)).toBe('key-1')
  })

  test('a reset of the whole pool, which keeps cooldowns', () => {
    using pool = openPool()
    workOn(pool)
    afterLoss(pool, () => pool.core.reset(null))
    expect(pool.view()).toMatchObject({ totalRequests: 0, successfulRequests: 0, failedRequests: 0, lastUsed: null })
    expect(pool.account('key-1')).toMatchObject({ state: 'cooling', requests: 0, failures: 0, lastUsed: null })
    expect(pool.account('key-2')).toMatchObject({ state: 'serving', requests: 0, failures: 0 })
  })

  test('a reset of one account, which leaves the others and the pool as they are', () => {
    using pool = openPool()
    workOn(pool)
    afterLoss(pool, () => pool.core.reset(pool.account('key-2').id))
    expect(pool.view()).toMatchObject({ totalRequests: 1, failedRequests: 1 })
    expect(pool.account('key-1')).toMatchObject({ state: 'cooling', requests: 1, failures: 1 })
    expect(pool.account('key-2')).toMatchObject({ state: 'serving', requests: 0, failures: 0, lastUsed: null })
  })

  test('a reset of a disabled account: it serves again', () => {
    using pool = openPool({ accounts: 1 })
    pool.core.refused(pool.open().id, 1, refusedWith('credential', 401))
    expect(pool.account('key-1')).toMatchObject({ state: 'disabled', reason: 'auth' })
    afterLoss(pool, () => pool.core.reset(null))
    expect(pool.account('key-1')).toMatchObject({ state: 'serving', reason: null })
  })

  test('everything else that had happened by then', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.end(id, ending())
    afterLoss(pool, () => pool.core.flush())
    expect(pool.view()).toMatchObject({ totalRequests: 1 })
    expect(pool.core.reads.request(id)).toMatchObject({ id, end: 'ok' })
  })
})

test('what is asked of an account that the pool does not have is nothing', () => {
  using pool = openPool()
  const before = pool.view()
  pool.core.pause('nobody', 'resting')
  pool.core.resume('nobody')
  pool.core.reset('nobody')
  expect(pool.view()).toEqual(before)
})

test('a request is readable when it has ended, before it was written', () => {
  using pool = openPool()
  const { id } = pool.open()
  expect(pool.core.reads.request(id)).toBeNull()
  pool.core.end(id, ending({ end: 'cut', cause: 'ECONNRESET' }))
  const { items } = pool.core.reads.requests({ end: 'cut' }, { limit: 10, cursor: null })
  expect(items).toEqual([pool.core.reads.request(id)])
  expect(items).toMatchObject([{ id, attempts: [{ result: 'cut: ECONNRESET' }] }])
})

/** One failed call, of which one account cools and the other is disabled for its credential. */
function workOn(pool: PoolBed): void {
  const { id } = pool.open()
  pool.core.refused(id, 1, refusedWith('limit', 429, { until: pool.clock.now() + HOUR }))
  pool.core.refused(id, 2, refusedWith('credential', 401))
  pool.core.end(id, ending({ answered: null }))
  expect(pool.account('key-1')).toMatchObject({ state: 'cooling' })
  expect(pool.account('key-2')).toMatchObject({ state: 'disabled', reason: 'auth' })
}

test('a pool that is gone with its last account has none any more, and turns away who planned by what was', () => {
  using pool = openPool()
  const gone = { ...pool.settings, pools: [], accounts: [] }
  pool.core.apply(gone, { revision: REVISION + 1, keys: [], changes: [['any', 1]] })
  expect(pool.core.open(pool.opening()).kind).toBe('stale')
  expect(pool.nameOf(pool.open({ revision: REVISION + 1 }).step)).toBe('no_accounts')
  expect(pool.view().accounts).toEqual([])
})
