import { describe, expect, test } from 'vitest'
import type { Remembered } from '../../src/runtimes/worker/rpc.ts'
import type { PoolBed } from './pool-bed.ts'
import { ending, openPool, refusedWith } from './pool-bed.ts'

/** Of the pool's one account, which six failures have disabled. */
function openProbe(pool: PoolBed): Remembered {
  for (let failures = 1; failures <= 6; failures += 1) {
    const { id } = pool.open()
    pool.core.refused(id, 1, refusedWith('server', 500))
    pool.core.end(id, ending({ answered: null }))
  }
  pool.clock.advance(30_000)
  const opening = pool.opening()
  const { id, record } = pool.open(opening)
  return { id, opening, record }
}

describe('a call that an object of before had begun', () => {
  test('no attempt starts after deadline_ms', () => {
    using pool = openPool({ accounts: 5 })
    const opening = pool.opening()
    const { id, record } = pool.open(opening)
    pool.clock.advance(29_000)
    pool.startAnew()
    pool.core.adopt({ id, opening: { ...opening, elapsedMs: 29_000 }, record })
    pool.clock.advance(2_000)
    const stand = pool.core.refused(id, 1, refusedWith('limit', 429))
    expect(stand).toMatchObject({ step: { kind: 'pass' } })
  })

  test('the last answer that came is given where a later attempt got none', () => {
    using pool = openPool({ accounts: 2 })
    const opening = pool.opening()
    const { id } = pool.open(opening)
    const stand = pool.core.refused(id, 1, refusedWith('overloaded', 529))
    if ('kind' in stand) throw new Error('forgotten')
    pool.startAnew()
    pool.core.adopt({ id, opening, record: stand.record })
    expect(pool.core.failed(id, 2, { kind: 'unreachable', cause: 'ECONNREFUSED' })).toMatchObject({
      step: { kind: 'pass' },
    })
  })

  test('what may have been carried out is told so', () => {
    using pool = openPool({ accounts: 2, env: { CLAUDEFLARE_CONFIG_JSON: '{"retry_ambiguous":true}' } })
    const opening = pool.opening()
    const { id } = pool.open(opening)
    const stand = pool.core.failed(id, 1, { kind: 'broken', sent: true, cause: 'x' })
    if ('kind' in stand) throw new Error('forgotten')
    pool.startAnew()
    pool.core.adopt({ id, opening, record: stand.record })
    expect(pool.core.failed(id, 2, { kind: 'unreachable', cause: 'ECONNREFUSED' })).toMatchObject({
      step: { error: { code: 'upstream_broken' } },
    })
  })

  test('a busy moment is tried once elsewhere', () => {
    using pool = openPool({ accounts: 3 })
    const opening = pool.opening()
    const { id } = pool.open(opening)
    const stand = pool.core.refused(id, 1, refusedWith('busy', 429))
    if ('kind' in stand) throw new Error('forgotten')
    pool.startAnew()
    pool.core.adopt({ id, opening, record: stand.record })
    expect(pool.core.refused(id, 2, refusedWith('busy', 429))).toMatchObject({ step: { kind: 'pass' } })
  })

  test.each([
    ['are withdrawn where it fails alike elsewhere', 'one object', 'serving'],
    ['stand where the object of before had made them', 'two objects', 'cooling'],
  ])('its marks %s', (_, how, expected) => {
    using pool = openPool({ accounts: 3 })
    for (const name of ['key-1', 'key-2', 'key-3']) {
      const { id, step } = pool.open()
      expect(pool.nameOf(step)).toBe(name)
      pool.core.end(id, ending())
    }
    const opening = pool.opening()
    const { id } = pool.open(opening)
    const stand = pool.core.refused(id, 1, refusedWith('limit', 429))
    if ('kind' in stand) throw new Error('forgotten')
    if (how === 'two objects') {
      pool.write()
      pool.startAnew()
      pool.core.adopt({ id, opening, record: stand.record })
    }
    pool.core.refused(id, 2, refusedWith('limit', 429))
    expect([pool.account('key-1').state, pool.account('key-2').state]).toEqual([expected, expected])
  })

  test('its success says nothing about a limit that was met after it was sent', () => {
    using pool = openPool({ accounts: 1 })
    const opening = pool.opening()
    const { id, record } = pool.open(opening)
    pool.clock.advance(1_000)
    const other = pool.open()
    pool.core.refused(other.id, 1, refusedWith('limit', 429, { until: pool.clock.now() + 600_000 }))
    pool.core.end(other.id, ending({ answered: null }))
    pool.write()
    pool.startAnew()
    pool.core.adopt({ id, opening: { ...opening, elapsedMs: 1_000 }, record })
    pool.core.end(id, ending())
    expect(pool.account('key-1').state).toBe('cooling')
  })

  test('a probe of before still decides', () => {
    using pool = openPool({ accounts: 1 })
    const { id, opening, record } = openProbe(pool)
    expect(record.attempts[0]?.reason).toBe('probe')
    pool.write()
    pool.startAnew()
    pool.core.adopt({ id, opening, record })
    pool.core.alive(id, 200)
    expect(pool.account('key-1').state).toBe('serving')
  })

  test('a probe of before still holds the single place', () => {
    using pool = openPool({ accounts: 1 })
    const { id, opening, record } = openProbe(pool)
    pool.write()
    pool.startAnew()
    pool.core.adopt({ id, opening, record })
    expect(pool.nameOf(pool.open().step)).toBe('pool_exhausted')
  })
})

test('a stale opening of a nonce that is open: the first is not left behind', () => {
  using pool = openPool()
  const opening = pool.opening()
  pool.core.open(opening)
  pool.core.apply(pool.settings, { revision: 8, keys: [], changes: [] })
  expect(pool.core.open(opening).kind).toBe('opened')
})
