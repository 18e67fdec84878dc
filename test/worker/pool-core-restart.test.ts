import { describe, expect, test } from 'vitest'
import { ending, exampleCall, openPool, refusedWith } from './pool-bed.ts'

const HOUR = 3_600_000
const NEWEST = { limit: 100, cursor: null }

describe("a pool's object that is started anew", () => {
  test('goes on from where it was written', () => {
    using pool = openPool({ accounts: 3 })
    for (const end of ['ok', 'cut', 'gone'] as const) pool.core.end(pool.open().id, ending({ end }))
    const { id } = pool.open()
    pool.core.refused(id, 1, refusedWith('limit', 429, { until: pool.clock.now() + HOUR, code: 'rate_limit_error' }))
    pool.core.end(id, ending())
    const before = pool.view()
    pool.write()
    pool.startAnew()
    expect(pool.view()).toEqual(before)
    expect(before).toMatchObject({ totalRequests: 4, accounts: [{ state: 'cooling' }, {}, {}] })
    expect(pool.core.reads.requests({}, NEWEST).items.map((row) => row.end)).toEqual(['ok', 'gone', 'cut', 'ok'])
  })

  test('writes what happens within a quarter of a second, without being asked', () => {
    using pool = openPool()
    pool.core.end(pool.open().id, ending())
    pool.clock.advance(5)
    pool.core.end(pool.open().id, ending())
    pool.clock.advance(250)
    pool.startAnew()
    expect(pool.view().totalRequests).toBe(2)
  })

  test('keeps the turns: whoever is next is asked next', () => {
    using pool = openPool({ accounts: 3 })
    const asked = Array.from({ length: 9 }, () => {
      const { id, step } = pool.open()
      pool.core.end(id, ending())
      pool.write()
      pool.startAnew()
      return pool.nameOf(step)
    })
    expect(asked).toEqual(Array.from({ length: 9 }, (_, index) => `key-${(index % 3) + 1}`))
  })

  test('loses no session, and no client its own', () => {
    const sessions = { LOAD_BALANCER_STRATEGY: 'session' }
    using pool = openPool({ accounts: 3, env: sessions })
    pool.core.end(pool.open().id, ending())
    const { session } = pool.account('key-1')
    pool.write()
    pool.startAnew()
    pool.clock.advance(HOUR)
    expect(pool.nameOf(pool.open().step)).toBe('key-1')
    expect(pool.account('key-1').session).toEqual(session)
    using own = openPool({
      accounts: 3,
      env: { ...sessions, CLAUDEFLARE_CONFIG_JSON: '{"session_scope":"client"}' },
    })
    const clients = ['a', 'b', 'c'].map((id) => exampleCall({ client: { id, name: id } }))
    const askAll = (): readonly string[] => clients.map((call) => own.nameOf(own.open({ call }).step))
    const before = askAll()
    own.write()
    own.startAnew()
    expect(askAll()).toEqual(before)
    expect(new Set(before)).toEqual(new Set(['key-1', 'key-2', 'key-3']))
    expect(own.view().sessions).toMatchObject({ started: 3, bound: 3, switches: 0 })
  })

  test('gives no id out twice, though calls of before are still under way', () => {
    using pool = openPool()
    const ids: number[] = []
    for (let round = 0; round < 20; round += 1) {
      const calls = Array.from({ length: 5 }, () => pool.open())
      ids.push(...calls.map(({ id }) => id))
      for (const { id } of calls.slice(round % 5)) pool.core.end(id, ending())
      if (round % 3 === 0) pool.write()
      pool.clock.advance(1)
      pool.startAnew()
    }
    expect(new Set(ids).size).toBe(100)
  })

  test('gives no id out twice, though the clock of its new machine is behind', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.core.end(id, ending())
    pool.write()
    pool.clock.setBack(HOUR)
    pool.startAnew()
    const later = Array.from({ length: 5 }, () => pool.open().id)
    expect([id, ...later]).toEqual([id, ...later].toSorted((a, b) => a - b))
    expect(new Set([id, ...later]).size).toBe(6)
  })
})
