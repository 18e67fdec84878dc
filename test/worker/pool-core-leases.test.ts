import { describe, expect, test } from 'vitest'
import { FORGOTTEN } from '../../src/runtimes/worker/rpc.ts'
import { LEASE_MS } from '../../src/runtimes/worker/open-calls.ts'
import type { PoolBed } from './pool-bed.ts'
import { ending, openPool, refusedWith } from './pool-bed.ts'

const DISABLED_MS = 30_000
/** How often a pool looks for Workers that are gone. */
const SWEEP_MS = 10_000

describe('a Worker that is not heard of for as long as its lease', () => {
  test('is taken for gone with its caller: its call is no request of the pool, and leaves a trace', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.clock.advance(LEASE_MS + 1)
    expect(pool.view()).toMatchObject({ totalRequests: 0, successfulRequests: 0, failedRequests: 0 })
    expect(pool.core.reads.request(id)).toMatchObject({
      end: 'gone',
      status: 0,
      durationMs: LEASE_MS + 1,
      attempts: [{ account: 'key-1', result: 'the caller went away' }],
    })
    expect(pool.account('key-1')).toMatchObject({ requests: 1, failures: 0 })
  })

  test('has a successful request where a sound answer had begun', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.alive(id, 200)
    pool.clock.advance(LEASE_MS + 1)
    expect(pool.view()).toMatchObject({ totalRequests: 1, successfulRequests: 1 })
    expect(pool.core.reads.request(id)).toMatchObject({ end: 'gone', status: 200, account: 'key-1' })
  })

  test('may tell of the end after all, which counts nothing twice', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.alive(id, 200)
    pool.clock.advance(LEASE_MS + 1)
    pool.view()
    expect([pool.core.end(id, ending()), pool.core.alive(id, null)]).toEqual([null, null])
    expect(pool.core.refused(id, 1, refusedWith('server', 500))).toEqual(FORGOTTEN)
    expect(pool.view()).toMatchObject({ totalRequests: 1, successfulRequests: 1, failedRequests: 0 })
    expect(pool.core.reads.requests({}, { limit: 10, cursor: null }).items).toHaveLength(1)
  })

  test('is not gone before', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.clock.advance(LEASE_MS)
    pool.view()
    pool.core.end(id, ending())
    expect(pool.core.reads.request(id)).toMatchObject({ end: 'ok' })
  })

  test.each([
    ['that its call goes on', (pool: PoolBed, id: number) => pool.core.alive(id, null)],
    ['that an answer has begun', (pool: PoolBed, id: number) => pool.core.alive(id, 200)],
    ['of a refusal', (pool: PoolBed, id: number) => pool.core.refused(id, 1, refusedWith('limit', 429))],
    ['of a failure', (pool: PoolBed, id: number) => pool.core.failed(id, 1, { kind: 'silent' })],
  ])('is waited for as long again when it tells %s', (_, tell) => {
    using pool = openPool()
    const { id } = pool.open()
    pool.clock.advance(LEASE_MS - 1)
    tell(pool, id)
    pool.clock.advance(LEASE_MS)
    expect(pool.core.reads.request(id)).toBeNull()
    pool.view()
    expect(pool.core.reads.request(id)).toBeNull()
    pool.clock.advance(SWEEP_MS)
    pool.view()
    expect(pool.core.reads.request(id)).toMatchObject({ end: 'gone' })
  })

  test('is gone also where its call was taken up by an object that was started anew', () => {
    using pool = openPool()
    const opening = pool.opening()
    const { id, record } = pool.open(opening)
    pool.startAnew()
    pool.core.adopt({ id, opening, record })
    pool.clock.advance(LEASE_MS + 1)
    pool.view()
    expect(pool.core.reads.request(id)).toMatchObject({ end: 'gone' })
  })
})

describe('the single place of a probe', () => {
  test('is held as long as its Worker is heard of, and given back when it is gone', () => {
    using pool = openPool({ accounts: 1 })
    disable(pool)
    const probe = pool.open()
    expect(probe.record.attempts[0]?.reason).toBe('probe')
    pool.clock.advance(LEASE_MS - 1)
    pool.core.alive(probe.id, null)
    pool.clock.advance(LEASE_MS - 1)
    expect(pool.nameOf(pool.open().step)).toBe('pool_exhausted')
    pool.clock.advance(SWEEP_MS)
    const next = pool.open()
    expect([pool.nameOf(next.step), next.record.attempts[0]?.reason]).toEqual(['key-1', 'probe'])
    expect(pool.account('key-1').state).toBe('disabled')
  })

  test('enables its account with its first event, before the end', () => {
    using pool = openPool({ accounts: 1 })
    disable(pool)
    const probe = pool.open()
    expect(pool.account('key-1')).toMatchObject({ state: 'disabled', reason: 'failures' })
    pool.core.alive(probe.id, 200)
    expect(pool.account('key-1')).toMatchObject({ state: 'serving', reason: null })
    const others = Array.from({ length: 3 }, () => pool.open())
    expect(others.map(({ step }) => pool.nameOf(step))).toEqual(['key-1', 'key-1', 'key-1'])
    pool.core.end(probe.id, ending())
    expect(pool.account('key-1').state).toBe('serving')
  })

  test('disables its account for longer where it fails', () => {
    using pool = openPool({ accounts: 1 })
    disable(pool)
    const probe = pool.open()
    pool.core.refused(probe.id, 1, refusedWith('server', 500))
    expect(pool.account('key-1')).toMatchObject({ state: 'disabled', until: pool.clock.now() + 2 * DISABLED_MS })
    pool.clock.advance(2 * DISABLED_MS)
    expect(pool.nameOf(pool.open().step)).toBe('key-1')
  })

  test('is free again where the caller left before an answer', () => {
    using pool = openPool({ accounts: 1 })
    disable(pool)
    pool.core.end(pool.open().id, ending({ end: 'gone', answered: null }))
    expect(pool.nameOf(pool.open().step)).toBe('key-1')
  })
})

describe('the retry budget', () => {
  test('is given back by a Worker that is gone', () => {
    using pool = openPool({ accounts: 5 })
    const held = Array.from({ length: 3 }, () => failOverTwice(pool))
    expect(held).toEqual(['send', 'send', 'send'])
    expect(failOverTwice(pool)).toBe('pass')
    pool.clock.advance(LEASE_MS + 1)
    expect(failOverTwice(pool)).toBe('send')
  })

  test('is given back by a call that ends', () => {
    using pool = openPool({ accounts: 5 })
    const ids = Array.from({ length: 3 }, () => {
      const { id } = pool.open()
      refuseTwice(pool, id)
      return id
    })
    expect(failOverTwice(pool)).toBe('pass')
    for (const id of ids) pool.core.end(id, ending())
    expect(Array.from({ length: 4 }, () => failOverTwice(pool))).toEqual(['send', 'send', 'send', 'pass'])
  })
})

/** A call whose second failover draws on the retry budget; what comes after it. */
function failOverTwice(pool: PoolBed): string {
  return refuseTwice(pool, pool.open().id)
}

function refuseTwice(pool: PoolBed, id: number): string {
  pool.core.refused(id, 1, refusedWith('server', 500))
  const stand = pool.core.refused(id, 2, refusedWith('server', 500))
  return 'kind' in stand ? stand.kind : stand.step.kind
}

/** Six failures disable the only account; then it is due for a probe. */
function disable(pool: PoolBed): void {
  for (let failures = 1; failures <= 6; failures += 1) {
    const { id } = pool.open()
    pool.core.refused(id, 1, refusedWith('server', 500))
    pool.core.end(id, ending({ answered: null }))
  }
  expect(pool.account('key-1')).toMatchObject({ state: 'disabled', until: pool.clock.now() + DISABLED_MS })
  pool.clock.advance(DISABLED_MS)
}
