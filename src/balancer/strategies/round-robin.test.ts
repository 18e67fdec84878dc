import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountNamed, coolUntil, countOf, createTestPool, MINUTE, SUCCESS } from '../board-fixture.ts'

describe('round-robin', () => {
  it('starts with the configured order and goes round', () => {
    expect(createTestPool(['a', 'b', 'c']).calls(7)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a'])
  })

  it('evenly: over any run of requests two counts differ by at most 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(40), fc.integer({ min: 1, max: 90 }), (size, skip, run) => {
        const names = Array.from({ length: size }, (_, index) => `key-${index}`)
        const pool = createTestPool(names)
        pool.calls(skip)
        const counts = countOf(pool.calls(run))
        const all = names.map((name) => counts[name] ?? 0)
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 1_000 },
    )
  })

  it('one that comes back joins the rotation: one turn soon, no flood', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    pool.callOn('b', coolUntil(pool.now() + MINUTE))
    expect(countOf(pool.calls(100))).toEqual({ a: 50, c: 50 })
    pool.advance(MINUTE)
    expect(countOf(pool.calls(3))).toEqual({ a: 1, b: 1, c: 1 })
    expect(countOf(pool.calls(30))).toEqual({ a: 10, b: 10, c: 10 })
  })

  it('every attempt takes a turn', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    const first = pool.take()
    const second = pool.take({ tried: [first.account.id] })
    expect([first.account.name, second.account.name, pool.call()]).toEqual(['a', 'b', 'c'])
  })

  it('turns are counted by a sequence, not by the clock', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    const names: string[] = []
    for (const step of [0, -5_000, 0, 7_000, -90_000, 0]) {
      pool.advance(step)
      names.push(pool.call(SUCCESS))
    }
    expect(names).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  it('counts turns among those able to serve the call', () => {
    const pool = createTestPool([
      accountNamed('a'),
      accountNamed('g', { protocol: 'gemini' }),
      accountNamed('b', { models: ['claude-*'] }),
      accountNamed('opus', { models: ['claude-opus*'] }),
    ])
    expect(pool.calls(4)).toEqual(['a', 'b', 'a', 'b'])
    expect(pool.calls(2, { protocol: 'gemini', model: 'gemini-pro' })).toEqual(['g', 'g'])
    expect(countOf(pool.calls(9, { model: 'claude-opus-5' }))).toEqual({ a: 3, b: 3, opus: 3 })
    expect(pool.calls(2, { model: 'Claude-Opus-5' })).toEqual(['a', 'a'])
  })
})
