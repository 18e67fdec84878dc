import { describe, expect, test } from 'vitest'
import type { Remembered } from '../../src/runtimes/worker/rpc.ts'
import { FORGOTTEN } from '../../src/runtimes/worker/rpc.ts'
import type { PoolBed } from './pool-bed.ts'
import { ending, openPool, refusedWith } from './pool-bed.ts'

const HOUR = 3_600_000
const NEWEST = { limit: 100, cursor: null }

describe('a call that began before its pool was started anew', () => {
  test('is not known, whatever is told of it', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.write()
    pool.startAnew()
    expect(pool.core.alive(id, null)).toEqual(FORGOTTEN)
    expect(pool.core.refused(id, 1, refusedWith('server', 500))).toEqual(FORGOTTEN)
    expect(pool.core.failed(id, 1, { kind: 'silent' })).toEqual(FORGOTTEN)
    expect(pool.core.end(id, ending())).toEqual(FORGOTTEN)
    expect(pool.view().totalRequests).toBe(0)
  })

  test('counts once when its Worker tells of it, with its attempts in its request', () => {
    using pool = openPool({ accounts: 3 })
    const call = openRefusedOnce(pool)
    pool.write()
    pool.startAnew()
    expect(pool.core.end(call.id, ending())).toEqual(FORGOTTEN)
    const elapsedMs = pool.clock.now() - call.began
    pool.core.adopt({ ...call, opening: { ...call.opening, elapsedMs } })
    expect(pool.core.end(call.id, ending())).toBeNull()
    expect(pool.core.end(call.id, ending())).toBeNull()
    expect(pool.view()).toMatchObject({ totalRequests: 1, successfulRequests: 1 })
    expect(pool.core.reads.request(call.id)).toMatchObject({
      time: call.began,
      account: 'key-2',
      available: 3,
      attempts: [
        { account: 'key-1', status: 429, result: 'limit rate_limit_error, until 30 s later' },
        { account: 'key-2', reason: 'failover', startedMs: 20, status: 200, result: 'success' },
      ],
    })
    expect([pool.account('key-1').requests, pool.account('key-2').requests]).toEqual([1, 1])
  })

  test('is told of twice and taken up once', () => {
    using pool = openPool({ accounts: 3 })
    const call = openRefusedOnce(pool)
    pool.startAnew()
    pool.core.adopt(call)
    pool.core.refused(call.id, 2, refusedWith('server', 500))
    pool.core.adopt(call)
    pool.core.end(call.id, ending())
    expect(pool.core.reads.request(call.id)?.attempts).toHaveLength(3)
    pool.core.adopt(call)
    expect(pool.core.end(call.id, ending())).toBeNull()
    pool.write()
    pool.core.adopt(call)
    expect(pool.core.end(call.id, ending())).toBeNull()
    expect(pool.view().totalRequests).toBe(1)
  })

  test('is not counted again where its end was written before', () => {
    using pool = openPool({ accounts: 3 })
    const call = openRefusedOnce(pool)
    pool.core.end(call.id, ending())
    pool.write()
    const before = pool.view()
    pool.startAnew()
    pool.core.adopt(call)
    expect(pool.core.end(call.id, ending())).toBeNull()
    expect(pool.core.alive(call.id, 200)).toBeNull()
    expect(pool.view()).toEqual(before)
    expect(pool.core.reads.requests({}, NEWEST).items).toHaveLength(1)
  })

  test('goes on to the next account, past those that it has asked', () => {
    using pool = openPool({ accounts: 3 })
    const call = openRefusedOnce(pool)
    pool.write()
    pool.startAnew()
    pool.core.adopt(call)
    const stand = pool.core.refused(call.id, 2, refusedWith('limit', 429, { until: pool.clock.now() + HOUR }))
    expect(stand).toMatchObject({ step: { kind: 'send' }, record: { attempts: [{}, {}, { account: 'key-3' }] } })
    expect(pool.account('key-2')).toMatchObject({ requests: 1, failures: 1, state: 'cooling' })
  })

  test('is a failed request where a refusal was being passed on', () => {
    using pool = openPool({ accounts: 1 })
    const opening = pool.opening()
    const { id } = pool.open(opening)
    const stand = pool.core.refused(id, 1, refusedWith('request', 400))
    if ('kind' in stand) throw new Error('the call was forgotten')
    pool.write()
    pool.startAnew()
    pool.core.adopt({ id, opening, record: stand.record })
    pool.core.end(id, ending({ answered: null }))
    expect(pool.view()).toMatchObject({ totalRequests: 1, failedRequests: 1 })
    expect(pool.core.reads.request(id)).toMatchObject({ status: 400, end: 'failed', account: 'key-1' })
  })
})

/** A call whose first account has refused it and whose second is being asked. */
function openRefusedOnce(pool: PoolBed): Remembered & { readonly began: number } {
  const began = pool.clock.now()
  const opening = pool.opening()
  const { id } = pool.open(opening)
  pool.clock.advance(20)
  const limit = refusedWith('limit', 429, { until: pool.clock.now() + 30_000, code: 'rate_limit_error' })
  const stand = pool.core.refused(id, 1, limit)
  if ('kind' in stand) throw new Error('the call was forgotten')
  return { id, opening: { ...opening, elapsedMs: 20 }, record: stand.record, began }
}
