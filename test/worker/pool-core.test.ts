import { describe, expect, test } from 'vitest'
import { NO_USAGE } from '../../src/model/usage.ts'
import { FORGOTTEN } from '../../src/runtimes/worker/rpc.ts'
import { ending, exampleCall, openPool, refusedWith, TAG } from './pool-bed.ts'

const NEWEST = { limit: 10, cursor: null }

describe("a pool's authority", () => {
  test('counts a call that is opened and ends once, and keeps its request', () => {
    using pool = openPool()
    const { id, step } = pool.open({ elapsedMs: 40 })
    expect(pool.nameOf(step)).toBe('key-1')
    pool.clock.advance(100)
    const usage = { ...NO_USAGE, input: 12, output: 34 }
    expect(pool.core.end(id, ending({ usage, model: 'claude-x-1', firstByteMs: 90 }))).toBeNull()
    expect(pool.view()).toMatchObject({ totalRequests: 1, successfulRequests: 1, failedRequests: 0 })
    expect(pool.account('key-1')).toMatchObject({ requests: 1, failures: 0 })
    expect(pool.core.reads.request(id)).toMatchObject({
      id,
      status: 200,
      end: 'ok',
      account: 'key-1',
      model: 'claude-x-1',
      usage,
      time: pool.clock.now() - 140,
      durationMs: 140,
      firstByteMs: 90,
      attempts: [{ account: 'key-1', startedMs: 40, tookMs: 100, status: 200, result: 'success' }],
    })
  })

  test('gives every call an id of its own that tells which pool it is of', () => {
    using pool = openPool()
    const ids = Array.from({ length: 40 }, () => pool.open().id)
    expect(new Set(ids).size).toBe(40)
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    expect(ids.every((id) => id % 128 === TAG)).toBe(true)
  })

  test('takes a call that is opened twice, because the answer was lost, for one', () => {
    using pool = openPool()
    const opening = pool.opening()
    const first = pool.core.open(opening)
    expect(pool.core.open({ ...opening, elapsedMs: 500 })).toEqual(first)
    expect(pool.account('key-1').requests).toBe(1)
    expect(pool.nameOf(pool.open().step)).toBe('key-2')
  })

  test('answers itself where nobody can be asked, and counts a failed request', () => {
    using pool = openPool()
    const { id, step, record } = pool.open({ call: exampleCall({ protocol: 'gemini' }) })
    expect(pool.nameOf(step)).toBe('no_accounts')
    expect(record).toMatchObject({ attempts: [], underWay: false, status: 503, error: 'no_accounts' })
    pool.core.end(id, ending({ answered: null }))
    expect(pool.view()).toMatchObject({ totalRequests: 1, failedRequests: 1 })
    expect(pool.core.reads.request(id)).toMatchObject({
      end: 'failed',
      status: 503,
      error: 'no_accounts',
      account: null,
    })
  })

  test('never names a credential in what goes to the Worker', () => {
    using pool = openPool()
    const { id, ...opened } = pool.open()
    const told = [opened, pool.core.refused(id, 1, refusedWith('server', 500)), pool.view()]
    expect(JSON.stringify(told)).not.toContain('sk-ant')
  })
})

describe('what a pool is told twice, because the answer was lost, counts once:', () => {
  test('a refusal, and its answer is the same step', () => {
    using pool = openPool({ accounts: 3 })
    const { id } = pool.open()
    const refused = refusedWith('limit', 429, { until: pool.clock.now() + 30_000 })
    const first = pool.core.refused(id, 1, refused)
    pool.clock.advance(200)
    expect(pool.core.refused(id, 1, refused)).toEqual(first)
    expect(first).toMatchObject({ step: { kind: 'send' }, record: { underWay: true } })
    expect(['key-1', 'key-2', 'key-3'].map((name) => pool.account(name).requests)).toEqual([1, 1, 0])
    expect(pool.account('key-1')).toMatchObject({ failures: 1, limitsMet: 1, failovers: 1 })
  })

  test('the refusal that is passed on, also after a second account was asked', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.refused(id, 1, refusedWith('server', 500))
    const last = pool.core.refused(id, 2, refusedWith('request', 400))
    expect(last).toMatchObject({ step: { kind: 'pass', waitS: null }, record: { status: 400, underWay: false } })
    expect(pool.core.refused(id, 2, refusedWith('request', 400))).toEqual(last)
    expect(pool.core.refused(id, 1, refusedWith('server', 500))).toEqual(last)
    expect(pool.account('key-2')).toMatchObject({ requests: 1, failures: 0 })
  })

  test('the limit that is passed on, however long the first answer was on its way', () => {
    using pool = openPool({ accounts: 1 })
    const { id } = pool.open()
    const limit = refusedWith('limit', 429, { until: pool.clock.now() + 30_000 })
    const first = pool.core.refused(id, 1, limit)
    expect(first).toMatchObject({ step: { kind: 'pass', waitS: 30 } })
    pool.clock.advance(10_000)
    expect(pool.core.refused(id, 1, limit)).toEqual(first)
    expect(pool.account('key-1')).toMatchObject({ failures: 1, limitsMet: 1 })
  })

  test('a failure, and its answer is the same step', () => {
    using pool = openPool({ accounts: 3 })
    const { id } = pool.open()
    const failure = { kind: 'broken', sent: false, cause: 'ECONNRESET' } as const
    const first = pool.core.failed(id, 1, failure)
    expect(pool.core.failed(id, 1, failure)).toEqual(first)
    expect(pool.account('key-1')).toMatchObject({ requests: 1, failures: 1, failovers: 1 })
    expect(pool.account('key-2')).toMatchObject({ requests: 1, failures: 0 })
  })

  test('an end', () => {
    using pool = openPool()
    const { id } = pool.open()
    expect([pool.core.end(id, ending()), pool.core.end(id, ending({ end: 'cut' }))]).toEqual([null, null])
    expect(pool.view()).toMatchObject({ totalRequests: 1, successfulRequests: 1 })
    expect(pool.core.reads.requests({}, NEWEST).items).toHaveLength(1)
    pool.write()
    expect(pool.core.end(id, ending())).toBeNull()
    expect(pool.view().totalRequests).toBe(1)
  })

  test('an end, also after ten thousand others and before any of them was written', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.end(id, ending())
    for (let others = 1; others <= 10_000; others += 1) pool.core.end(pool.open().id, ending())
    expect(pool.core.end(id, ending())).toBeNull()
    expect(pool.view().totalRequests).toBe(10_001)
  })

  test('that a sound answer has begun', () => {
    using pool = openPool()
    const { id } = pool.open()
    expect([pool.core.alive(id, 200), pool.core.alive(id, 200)]).toEqual([null, null])
    pool.core.end(id, ending())
    expect(pool.view()).toMatchObject({ totalRequests: 1, successfulRequests: 1 })
  })

  test('and of what comes after the end nothing is kept', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.end(id, ending({ end: 'gone', answered: null }))
    expect(pool.core.alive(id, 200)).toBeNull()
    expect(pool.core.refused(id, 1, refusedWith('server', 500))).toEqual(FORGOTTEN)
    expect(pool.view().totalRequests).toBe(0)
    expect(pool.account('key-1').failures).toBe(0)
  })
})

describe("how a call ended for its caller is the pool's request:", () => {
  test.each([
    ['it came whole', ending(), [1, 1, 0], 'ok'],
    ['it was cut', ending({ end: 'cut', cause: 'ECONNRESET' }), [1, 0, 1], 'cut'],
    ['the caller left while it came', ending({ end: 'gone' }), [1, 1, 0], 'gone'],
    ['the caller left before it', ending({ end: 'gone', answered: null }), [0, 0, 0], 'gone'],
    ['a redirect was passed on', ending({ answered: 302 }), [1, 1, 0], 'ok'],
  ] as const)('%s', (_, end, [total, successful, failed], kept) => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.end(id, end)
    expect(pool.view()).toMatchObject({
      totalRequests: total,
      successfulRequests: successful,
      failedRequests: failed,
    })
    expect(pool.core.reads.request(id)?.end).toBe(kept)
  })

  test('a refusal was passed on', () => {
    using pool = openPool({ accounts: 1 })
    const { id } = pool.open()
    pool.core.refused(id, 1, refusedWith('overloaded', 529))
    pool.core.end(id, ending({ answered: null }))
    expect(pool.view()).toMatchObject({ totalRequests: 1, failedRequests: 1 })
    expect(pool.core.reads.request(id)).toMatchObject({ status: 529, end: 'failed', account: 'key-1' })
  })

  test('a refusal came as the first event of a 200', () => {
    using pool = openPool({ accounts: 1 })
    const { id } = pool.open()
    const refused = { ...refusedWith('overloaded', 529), status: 200 }
    expect(pool.core.refused(id, 1, refused)).toMatchObject({ step: { kind: 'pass' }, record: { refused: true } })
    pool.core.end(id, ending({ answered: null }))
    expect(pool.view()).toMatchObject({ totalRequests: 1, failedRequests: 1 })
  })
})
