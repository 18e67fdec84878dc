import { describe, expect, it } from 'vitest'
import { accountNamed, coolUntil, countOf, createTestPool, MINUTE, START } from './board-fixture.ts'

describe('lanes of a large pool', () => {
  it('serve any number of models, also more kinds of them than are kept apart', () => {
    const accounts = Array.from({ length: 200 }, (_, index) =>
      accountNamed(`key-${index}`, { models: [`m${index}-*`] }),
    )
    const pool = createTestPool(accounts)
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 200; index++) {
        expect(pool.calls(2, { model: `m${index}-x` })).toEqual([`key-${index}`, `key-${index}`])
      }
    }
  })

  it('keep to what each model has met, however many of them cool', () => {
    const pool = createTestPool(['a', 'b'])
    for (let index = 0; index < 300; index++) {
      pool.callOn('a', coolUntil(START + MINUTE, { kind: 'model', model: `m${index}` }), { model: `m${index}` })
    }
    for (let index = 0; index < 300; index++) expect(pool.call(undefined, { model: `m${index}` })).toBe('b')
    expect(countOf(pool.calls(10, { model: 'other' }))).toEqual({ a: 5, b: 5 })
    pool.advance(MINUTE)
    expect(countOf(pool.calls(10, { model: 'm7' }))).toEqual({ a: 5, b: 5 })
  })

  it('order ten thousand accounts evenly, also when an origin of half of them is lost and found', () => {
    const accounts = Array.from({ length: 10_000 }, (_, index) =>
      accountNamed(`key-${index}`, { baseUrl: `https://host-${index % 2}.example` }),
    )
    const pool = createTestPool(accounts)
    pool.call({ kind: 'unreachable' })
    const served = pool.calls(5_000)
    expect(new Set(served).size).toBe(5_000)
    expect(served.every((name) => Number(name.slice(4)) % 2 === 1)).toBe(true)
    pool.advance(5_000)
    const rest = pool.calls(4_999)
    expect(new Set(rest).size).toBe(4_999)
    expect(rest.every((name) => Number(name.slice(4)) % 2 === 0)).toBe(true)
  })
})
