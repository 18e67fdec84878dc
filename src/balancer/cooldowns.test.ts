import { UNSIZED } from './choice.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TestPool } from './board-fixture.ts'
import {
  coolUntil,
  createTestPool,
  DAY,
  FAILURE,
  HOUR,
  idOf,
  MINUTE,
  nameOf,
  NOTHING,
  START,
  SUCCESS,
} from './board-fixture.ts'

function until(pool: TestPool): number | null {
  const time = pool.board.view(pool.now()).accounts[0]?.until ?? null
  return time === null ? null : time - pool.now()
}

describe('cooldowns', () => {
  it('without a stated end: 5 s, doubling to 5 min while it goes on', () => {
    const pool = createTestPool(['a'])
    const lengths: number[] = []
    for (let count = 0; count < 9; count++) {
      pool.call(coolUntil(null))
      const length = until(pool) ?? 0
      lengths.push(length / 1_000)
      pool.advance(length)
    }
    expect(lengths).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
  })

  it('a success ends the streak', () => {
    const pool = createTestPool(['a'])
    for (const mark of [coolUntil(null), coolUntil(null), SUCCESS]) {
      pool.call(mark)
      pool.advance(10_000)
    }
    pool.call(coolUntil(null))
    expect(until(pool)).toBe(5_000)
  })

  it('a burst in flight counts once: refusals of requests sent before the cooldown began do not double it', () => {
    const pool = createTestPool(['a'])
    const burst = Array.from({ length: 10 }, () => pool.take())
    for (const one of burst) {
      pool.settle(one, coolUntil(null))
      pool.advance(100)
    }
    expect(until(pool)).toBe(4_000)
    pool.advance(4_000)
    pool.call(coolUntil(null))
    expect(until(pool)).toBe(10_000)
  })

  it('a late refusal of a request sent before cools again, and doubles nothing', () => {
    const pool = createTestPool(['a'])
    const late = pool.take()
    pool.call(coolUntil(null))
    pool.advance(5_000)
    pool.settle(late, coolUntil(null))
    expect(until(pool)).toBe(5_000)
  })

  it('resets in the past are ignored', () => {
    const pool = createTestPool(['a'])
    pool.call(coolUntil(START - 1))
    expect(until(pool)).toBe(5_000)
  })

  it('concurrent refusals take the later end', () => {
    const pool = createTestPool(['a'])
    const [first, second, third] = [pool.take(), pool.take(), pool.take()]
    pool.settle(first, coolUntil(START + MINUTE))
    pool.settle(second, coolUntil(START + 3 * MINUTE))
    pool.settle(third, coolUntil(START + 2 * MINUTE))
    expect(until(pool)).toBe(3 * MINUTE)
  })

  it('nothing cools longer than 32 days', () => {
    const pool = createTestPool(['a'])
    pool.call(coolUntil(START + 365 * DAY))
    expect(until(pool)).toBe(32 * DAY)
  })

  it('one that cools for an hour is not tried before', () => {
    const pool = createTestPool(['a'])
    pool.call(coolUntil(START + HOUR))
    pool.advance(HOUR - 1)
    expect(nameOf(pool.choose())).toBe('nobody: cooling')
    pool.advance(1)
    expect(nameOf(pool.choose())).toBe('a')
  })

  it('one that cools longer than an hour is tried with one call an hour', () => {
    const pool = createTestPool(['a', 'b'])
    pool.call(coolUntil(START + DAY))
    const tried: number[] = []
    for (let minute = 1; minute < 5 * 60; minute++) {
      pool.advance(MINUTE)
      const chosen = pool.take()
      if (chosen.account.name === 'a') tried.push(minute)
      pool.settle(chosen, chosen.account.name === 'a' ? coolUntil(START + DAY) : SUCCESS)
    }
    expect(tried).toEqual([60, 120, 180, 240])
  })

  it('the hourly call is one at a time, and its success ends the cooldown', () => {
    const pool = createTestPool(['a', 'b'])
    pool.call(coolUntil(START + DAY))
    pool.call()
    pool.advance(HOUR)
    const trial = pool.take()
    expect([trial.account.name, trial.reason]).toEqual(['a', 'probe'])
    pool.advance(2 * HOUR)
    expect(pool.calls(2)).toEqual(['b', 'b'])
    pool.settle(trial, SUCCESS)
    expect(pool.calls(4)).toEqual(['a', 'b', 'a', 'b'])
  })

  it('a failure of the hourly call leaves the cooldown as it is', () => {
    for (const mark of [FAILURE, NOTHING, coolUntil(null), coolUntil(START + HOUR + 1_000)]) {
      const pool = createTestPool(['a', 'b'])
      pool.call(coolUntil(START + DAY))
      pool.call()
      pool.advance(HOUR)
      expect(pool.call(mark)).toBe('a')
      expect(until(pool)).toBe(23 * HOUR)
      expect(pool.calls(2)).toEqual(['b', 'b'])
    }
  })

  it('a cooldown of one model applies to that account and model only', () => {
    const pool = createTestPool(['a', 'b'])
    pool.call(coolUntil(START + MINUTE, { kind: 'model', model: 'opus' }), { model: 'opus' })
    expect(pool.calls(2, { model: 'opus' })).toEqual(['b', 'b'])
    expect(pool.calls(2, { model: 'sonnet' })).toEqual(['a', 'b'])
    expect(pool.calls(2, { model: null })).toEqual(['a', 'b'])
    expect(pool.board.view(pool.now()).accounts[0]).toMatchObject({
      state: 'serving',
      modelCooldowns: [{ scope: { kind: 'model', model: 'opus' }, until: START + MINUTE, reason: 'limit' }],
    })
    pool.advance(MINUTE)
    expect(pool.calls(2, { model: 'opus' })).toEqual(['a', 'b'])
  })

  it('a cooldown of a family applies to every model whose name contains it', () => {
    const pool = createTestPool(['a', 'b'])
    pool.call(coolUntil(START + MINUTE, { kind: 'family', family: 'opus' }), { model: 'claude-opus-5' })
    expect(pool.calls(2, { model: 'claude-opus-6' })).toEqual(['b', 'b'])
    expect(pool.calls(2, { model: 'claude-sonnet-5' })).toEqual(['a', 'b'])
  })

  it('where the vendor calls the model by another name, it cools under the caller’s name too', () => {
    const pool = createTestPool(['a', 'b'])
    pool.call(coolUntil(START + MINUTE, { kind: 'model', model: 'opus-20261001' }), { model: 'opus-latest' })
    expect(pool.calls(2, { model: 'opus-latest' })).toEqual(['b', 'b'])
    expect(pool.calls(2, { model: 'opus-20261001' })).toEqual(['b', 'b'])
  })

  it('a success of one model ends no cooldown of another', () => {
    const pool = createTestPool(['a'])
    pool.call(coolUntil(START + MINUTE, { kind: 'model', model: 'opus' }), { model: 'opus' })
    pool.call(SUCCESS, { model: 'sonnet' })
    expect(nameOf(pool.choose({ model: 'opus' }))).toBe('nobody: cooling')
  })

  it('where none can be asked: the earliest return, whatever has been tried', () => {
    const pool = createTestPool(['a', 'b'])
    pool.callOn('a', coolUntil(START + 3 * MINUTE))
    pool.callOn('b', coolUntil(START + 2 * MINUTE))
    const ask = {
      protocol: 'anthropic',
      model: 'claude-x',
      client: null,
      conversation: null,
      shunned: [],
      ...UNSIZED,
    } as const
    expect(pool.choose()).toMatchObject({ why: 'cooling', until: START + 2 * MINUTE })
    expect(pool.board.returnsAt({ ...ask, tried: [idOf('b')] }, pool.now())).toBe(START + 2 * MINUTE)
    expect(pool.board.returnsAt({ ...ask, tried: [], protocol: 'gemini' }, pool.now())).toBeNull()
    pool.advance(2 * MINUTE)
    expect(pool.board.returnsAt({ ...ask, tried: [] }, pool.now())).toBe(pool.now())
  })

  it('none is chosen while it cools, whatever happens', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 40_000 }),
      end: fc.option(fc.integer({ min: 1, max: HOUR }), { nil: null }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pool = createTestPool(['a', 'b', 'c'])
        const back = new Map<string, number>()
        for (const { wait, end } of steps) {
          pool.advance(wait)
          const choice = pool.choose()
          if (choice.kind !== 'account') {
            expect(choice.until).toBe(Math.min(...back.values()))
            expect([...back.values()].every((time) => time > pool.now())).toBe(true)
            continue
          }
          expect(back.get(choice.account.name) ?? 0).toBeLessThanOrEqual(pool.now())
          pool.settle(choice, end === null ? SUCCESS : coolUntil(pool.now() + end))
          if (end !== null) back.set(choice.account.name, pool.now() + end)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
