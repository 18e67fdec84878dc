import { describe, expect, test } from 'vitest'
import type { ClientKeyRecord } from '../../src/model/client-key.ts'
import { NO_USAGE } from '../../src/model/usage.ts'
import { LEASE_MS } from '../../src/runtimes/worker/open-calls.ts'
import type { Opening } from '../../src/runtimes/worker/rpc.ts'
import type { PoolBed } from './pool-bed.ts'
import { ending, exampleCall, openPool, refusedWith, REVISION } from './pool-bed.ts'

/** Of a model at $2 and $10 a million tokens: 100,000 bytes and 10,000 tokens of output cost $0.30 at the most. */
const MOST = 0.3
const LOAD = { bytes: 100_000, prompt: 'here', cacheWrite: 'none', output: 10_000 } as const
/** $0.12. */
const USAGE = { ...NO_USAGE, input: 10_000, output: 10_000 }

const KEY: ClientKeyRecord = {
  id: 'key_1',
  name: 'laptop',
  hash: 'f'.repeat(64),
  scopes: ['call'],
  pools: ['lb'],
  models: [],
  expiresAt: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  budget: { usd: 1, per: 'month' },
  createdAt: 0,
  lastUsedAt: null,
}

function openBed(key: ClientKeyRecord = KEY): PoolBed {
  return openPool({ keys: [key] })
}

function openingOf(pool: PoolBed, differs: Partial<Opening> = {}): Opening {
  return pool.opening({ call: exampleCall({ model: 'claude-sonnet-5' }), keyId: KEY.id, load: LOAD, ...differs })
}

function standOf(pool: PoolBed): readonly [spent: number, held: number] {
  const [, stand] = pool.core.budgets()[0] ?? []
  return [round(stand?.spentUsd ?? -1), round(stand?.heldUsd ?? -1)]
}

const round = (usd: number): number => Math.round(usd * 1e6) / 1e6

/** Opens calls until one is refused. */
function openAll(pool: PoolBed): { readonly openings: Opening[]; readonly refused: string } {
  const openings: Opening[] = []
  for (;;) {
    const opening = openingOf(pool)
    const opened = pool.core.open(opening)
    if (opened.kind === 'refused') return { openings, refused: opened.error.code }
    openings.push(opening)
  }
}

describe("a client key's budget", () => {
  test('holds for as many calls at once as it may cost, and again when they have ended for less', () => {
    using pool = openBed()
    const { openings, refused } = openAll(pool)
    expect([openings.length, refused]).toEqual([3, 'budget_exceeded'])
    expect(standOf(pool)).toEqual([0, 0.9])
    for (const opening of openings) {
      const opened = pool.core.open(opening)
      if (opened.kind === 'opened') pool.core.end(opened.id, ending({ usage: USAGE }))
    }
    expect(standOf(pool)).toEqual([0.36, 0])
    expect(openAll(pool).openings).toHaveLength(2)
  })

  test('is held once where the same call is opened twice, and settled once where its end is told twice', () => {
    using pool = openBed()
    const opening = openingOf(pool)
    const { id } = pool.open(opening)
    pool.open(opening)
    expect(standOf(pool)).toEqual([0, MOST])
    pool.core.end(id, ending({ usage: USAGE }))
    pool.core.end(id, ending({ usage: USAGE }))
    expect(standOf(pool)).toEqual([0.12, 0])
  })

  test('is spent by what may have been carried out, and not by what was refused', () => {
    using pool = openBed()
    const cut = pool.open(openingOf(pool))
    pool.core.end(cut.id, ending({ end: 'cut', usage: { ...NO_USAGE, input: 10, output: 1 } }))
    expect(standOf(pool)).toEqual([MOST, 0])
    const refused = pool.open(openingOf(pool))
    pool.core.refused(refused.id, 1, refusedWith('request', 400))
    pool.core.end(refused.id, ending({ answered: null }))
    expect(standOf(pool)).toEqual([MOST, 0])
    const broken = pool.open(openingOf(pool))
    pool.core.failed(broken.id, 1, { kind: 'broken', sent: true, cause: 'reset' })
    pool.core.end(broken.id, ending({ answered: null }))
    expect(standOf(pool)).toEqual([2 * MOST, 0])
  })

  test('is spent by a call whose Worker is gone', () => {
    using pool = openBed()
    pool.open(openingOf(pool))
    pool.clock.advance(LEASE_MS + 1)
    pool.view()
    expect(standOf(pool)).toEqual([MOST, 0])
  })

  test('refuses a model that has no price, and a call before it has used up anything', () => {
    using pool = openBed({ ...KEY, tokensPerMinute: 40_000 })
    const call = exampleCall({ model: 'claude-nobody-knows' })
    expect(pool.core.open(openingOf(pool, { call }))).toMatchObject({ error: { code: 'model_unpriced' } })
    pool.open(openingOf(pool))
    expect(pool.core.open(openingOf(pool))).toMatchObject({ kind: 'opened' })
    expect(pool.core.open(openingOf(pool))).toMatchObject({ error: { code: 'key_limited' } })
    expect(standOf(pool)).toEqual([0, 2 * MOST])
  })
})

describe('what is spent of a budget, when the object is started anew', () => {
  test('is as it was, with what was held for calls under way', () => {
    using pool = openBed()
    pool.core.end(pool.open(openingOf(pool)).id, ending({ usage: USAGE }))
    pool.open(openingOf(pool))
    const before = standOf(pool)
    pool.write()
    pool.startAnew()
    expect(standOf(pool)).toEqual(before)
    expect(openAll(pool).openings).toHaveLength(1)
  })

  test('counts a call once that is taken up again, whether or not it had been written', () => {
    for (const isWritten of [true, false]) {
      using pool = openBed()
      const opening = openingOf(pool)
      const { id, record } = pool.open(opening)
      if (isWritten) pool.write()
      pool.startAnew()
      expect(standOf(pool)).toEqual([0, isWritten ? MOST : 0])
      pool.core.adopt({ id, opening, record })
      pool.core.adopt({ id, opening, record })
      expect(standOf(pool)).toEqual([0, MOST])
      pool.core.end(id, ending({ usage: USAGE }))
      expect(standOf(pool)).toEqual([0.12, 0])
    }
  })

  test('counts a call once whose end was written before', () => {
    using pool = openBed()
    const opening = openingOf(pool)
    const { id, record } = pool.open(opening)
    pool.core.end(id, ending({ usage: USAGE }))
    pool.write()
    pool.startAnew()
    pool.core.adopt({ id, opening, record })
    pool.core.end(id, ending({ usage: USAGE }))
    expect(standOf(pool)).toEqual([0.12, 0])
  })

  test('is kept where keys are replaced and it stays', () => {
    using pool = openBed()
    pool.core.end(pool.open(openingOf(pool)).id, ending({ usage: USAGE }))
    pool.core.apply(pool.settings, { revision: REVISION + 1, keys: [{ ...KEY }], changes: [] })
    expect(standOf(pool)).toEqual([0.12, 0])
  })

  test('is forgotten with its key', () => {
    using pool = openBed()
    pool.open(openingOf(pool))
    pool.write()
    pool.core.apply(pool.settings, { revision: REVISION + 1, keys: [], changes: [] })
    pool.write()
    expect([...pool.database.exec('select * from key_spend')]).toEqual([])
    expect(pool.core.budgets()).toEqual([])
  })

  test('is written again where the storage had failed', () => {
    using pool = openBed()
    pool.database.exec("create trigger full before insert on key_spend begin select raise(abort, 'disk full'); end")
    pool.core.end(pool.open(openingOf(pool)).id, ending({ usage: USAGE }))
    pool.clock.advance(1_000)
    pool.database.exec('drop trigger full')
    pool.clock.advance(5_000)
    pool.startAnew()
    expect(standOf(pool)).toEqual([0.12, 0])
  })
})
