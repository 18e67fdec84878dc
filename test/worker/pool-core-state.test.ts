import { describe, expect, test } from 'vitest'
import type { ClientKeyRecord } from '../../src/model/client-key.ts'
import type { GatewayState } from '../../src/runtimes/worker/rpc.ts'
import type { PoolBed } from './pool-bed.ts'
import { ending, openPool, refusedWith, REVISION, settingsOf } from './pool-bed.ts'

const MINUTE = 60_000

function keyOf(id: string, requestsPerMinute: number | null): ClientKeyRecord {
  return {
    id,
    name: id,
    hash: `hash of ${id}`,
    scopes: ['call'],
    pools: ['lb'],
    models: [],
    expiresAt: null,
    requestsPerMinute,
    tokensPerMinute: null,
    budget: null,
    createdAt: 0,
    lastUsedAt: null,
  }
}

function stateOf(revision: number, keys: readonly ClientKeyRecord[] = []): GatewayState {
  return { revision, keys, changes: [] }
}

/** `opened`, `stale`, or how long to wait. */
function ask(pool: PoolBed, keyId: string): string | number {
  const opened = pool.core.open(pool.opening({ keyId, revision: pool.core.revision }))
  return opened.kind === 'limited' ? opened.waitMs : opened.kind
}

describe('a call that was planned by another state of keys and settings', () => {
  test.each([REVISION - 1, REVISION + 1, 0])('is turned away: %i', (revision) => {
    using pool = openPool()
    expect(pool.core.open(pool.opening({ revision }))).toEqual({ kind: 'stale' })
    expect(pool.account('key-1').requests).toBe(0)
  })

  test('is turned away from the moment on at which the pool knows better', () => {
    using pool = openPool()
    pool.core.apply(pool.settings, stateOf(REVISION + 1))
    expect(pool.core.open(pool.opening()).kind).toBe('stale')
    expect(pool.core.open(pool.opening({ revision: REVISION + 1 })).kind).toBe('opened')
  })

  test('goes on where it was opened before', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.apply(pool.settings, stateOf(REVISION + 1))
    expect(pool.core.refused(id, 1, refusedWith('server', 500))).toMatchObject({ step: { kind: 'send' } })
    expect(pool.core.end(id, ending())).toBeNull()
    expect(pool.view()).toMatchObject({ totalRequests: 1, successfulRequests: 1 })
  })
})

describe('newer keys and settings', () => {
  test('take effect with the next call, and what is remembered of accounts stays', () => {
    using pool = openPool()
    pool.core.end(pool.open().id, ending())
    pool.core.apply(settingsOf(3, { LOAD_BALANCER_STRATEGY: 'session' }), {
      ...stateOf(REVISION + 1),
      changes: [['session_duration_ms', 1]],
    })
    expect(pool.view()).toMatchObject({ totalKeys: 3, totalRequests: 1, policy: { strategy: 'session' } })
    expect(pool.account('key-1').requests).toBe(1)
    pool.core.apply(settingsOf(1), { ...stateOf(REVISION + 2), changes: [['session_duration_ms', 2]] })
    pool.core.apply(settingsOf(2), { ...stateOf(REVISION + 3), changes: [['session_duration_ms', 3]] })
    expect(pool.view()).toMatchObject({ totalKeys: 2, policy: { strategy: 'round-robin' } })
    expect(pool.account('key-1').requests).toBe(1)
  })

  test('are taken twice without harm', () => {
    using pool = openPool()
    pool.core.end(pool.open().id, ending())
    const before = pool.view()
    pool.core.apply(pool.settings, stateOf(REVISION))
    pool.core.apply(pool.settings, stateOf(REVISION))
    expect(pool.view()).toEqual(before)
  })

  test('that are older than those at hand are ignored', () => {
    using pool = openPool({ keys: [keyOf('laptop', 1)] })
    pool.core.apply(settingsOf(5), stateOf(REVISION - 1))
    expect(pool.core.revision).toBe(REVISION)
    expect(pool.core.settings).toBe(pool.settings)
    expect(pool.view().totalKeys).toBe(2)
    expect([ask(pool, 'laptop'), ask(pool, 'laptop')]).toEqual(['opened', MINUTE])
  })
})

describe('requests_per_minute', () => {
  test('lets exactly so many through in any 60 s', () => {
    using pool = openPool({ keys: [keyOf('laptop', 3)] })
    const asked: (string | number)[] = []
    for (let step = 0; step < 9; step += 1) {
      asked.push(ask(pool, 'laptop'))
      pool.clock.advance(10_000)
    }
    const opened = ['opened', 'opened', 'opened']
    expect(asked).toEqual([...opened, 30_000, 20_000, 10_000, ...opened])
  })

  test('lets exactly so many through of a thousand at once', () => {
    using pool = openPool({ keys: [keyOf('laptop', 250)] })
    const asked = Array.from({ length: 1_000 }, () => ask(pool, 'laptop'))
    expect(asked.filter((answer) => answer === 'opened')).toHaveLength(250)
    expect(pool.account('key-1').requests + pool.account('key-2').requests).toBe(250)
  })

  test('counts a call that is opened twice, because the answer was lost, once', () => {
    using pool = openPool({ keys: [keyOf('laptop', 2)] })
    const opening = pool.opening({ keyId: 'laptop' })
    for (let again = 0; again < 5; again += 1) expect(pool.core.open(opening).kind).toBe('opened')
    expect([ask(pool, 'laptop'), ask(pool, 'laptop')]).toEqual(['opened', MINUTE])
  })

  test('does not count what is turned away', () => {
    using pool = openPool({ keys: [keyOf('laptop', 1)] })
    for (let again = 0; again < 5; again += 1) pool.core.open(pool.opening({ keyId: 'laptop', revision: 1 }))
    expect(ask(pool, 'laptop')).toBe('opened')
    for (let again = 0; again < 5; again += 1) expect(ask(pool, 'laptop')).toBe(MINUTE)
    pool.clock.advance(MINUTE)
    expect(ask(pool, 'laptop')).toBe('opened')
  })

  test('is each key’s own, and none where a key has no limit or is none that is stored', () => {
    using pool = openPool({ keys: [keyOf('a', 1), keyOf('b', 1), keyOf('free', null)] })
    expect(['a', 'b', 'a', 'b'].map((id) => ask(pool, id))).toEqual(['opened', 'opened', MINUTE, MINUTE])
    expect(['free', 'free', 'environment'].map((id) => ask(pool, id))).toEqual(['opened', 'opened', 'opened'])
  })

  test('goes on counting through a change of keys and settings that leaves it as it is', () => {
    using pool = openPool({ keys: [keyOf('laptop', 1)] })
    expect(ask(pool, 'laptop')).toBe('opened')
    pool.core.apply(pool.settings, stateOf(REVISION + 1, [keyOf('other', null), keyOf('laptop', 1)]))
    expect(ask(pool, 'laptop')).toBe(MINUTE)
    pool.core.apply(pool.settings, stateOf(REVISION + 2, [keyOf('laptop', 2)]))
    expect([ask(pool, 'laptop'), ask(pool, 'laptop'), ask(pool, 'laptop')]).toEqual(['opened', 'opened', MINUTE])
  })
})

test('that a key was used is told at most once a minute', () => {
  using pool = openPool({ keys: [keyOf('laptop', null)] })
  const began = pool.clock.now()
  for (let seconds = 0; seconds <= 120; seconds += 1) {
    ask(pool, 'laptop')
    pool.clock.advance(1_000)
  }
  expect(pool.used).toEqual([0, MINUTE, 2 * MINUTE].map((ms) => ['laptop', began + ms]))
})
