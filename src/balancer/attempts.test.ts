import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountId } from '../model/account.ts'
import { STRATEGIES } from '../model/pool.ts'
import { accountNamed, coolUntil, createTestPool, FAILURE, idOf, nameOf, START, SUCCESS } from './board-fixture.ts'
import { createRetryBudget } from './retry-budget.ts'

describe('attempts (contract §6)', () => {
  it.each(STRATEGIES)('%s: each account once, and all of them before giving up', (strategy) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(20), (size, before) => {
        const names = Array.from({ length: size }, (_, index) => `key-${index}`)
        const pool = createTestPool(names, { strategy })
        pool.calls(before)
        const tried: AccountId[] = []
        for (let attempt = 0; attempt < size; attempt++) {
          const chosen = pool.take({ tried })
          expect(tried).not.toContain(chosen.account.id)
          expect(chosen.reason).toMatch(attempt === 0 ? strategy : 'failover')
          tried.push(chosen.account.id)
          pool.settle(chosen, { kind: 'counted' })
        }
        expect(nameOf(pool.choose({ tried }))).toBe('nobody: tried')
      }),
      { numRuns: 1_000 },
    )
  })

  it.each(STRATEGIES)('%s: one that was asked twice, with another token, counts once', (strategy) => {
    const pool = createTestPool(['a', 'b'], { strategy })
    expect(pool.take({ tried: [idOf('a'), idOf('a')] }).account.name).toBe('b')
    expect(nameOf(pool.choose({ tried: [idOf('a'), idOf('b'), idOf('b')] }))).toBe('nobody: tried')
  })

  it('the first failover is free while at least half of the accounts succeeded or were not asked in 10 s', () => {
    const pool = createTestPool(['a', 'b', 'c', 'd'])
    const allowed = (): string => pool.board.mayFailOver(1, pool.now())
    expect(allowed()).toBe('free')
    pool.call(FAILURE)
    pool.call(FAILURE)
    expect(allowed()).toBe('free')
    pool.advance(1)
    pool.call(FAILURE)
    expect(allowed()).toBe('budgeted')
    pool.advance(9_999)
    expect(allowed()).toBe('free')
  })

  it('a success counts for 10 s', () => {
    const pool = createTestPool(['a', 'b'])
    const allowed = (): string => pool.board.mayFailOver(1, pool.now())
    const ends = [pool.take(), pool.take()]
    expect(allowed()).toBe('budgeted')
    for (const one of ends) pool.board.answered(one.ticket, pool.now())
    expect(allowed()).toBe('free')
    pool.advance(9_999)
    pool.call(FAILURE)
    pool.call(FAILURE)
    expect(allowed()).toBe('free')
    pool.advance(1)
    expect(allowed()).toBe('budgeted')
  })

  it('agrees with the rule as it is written, whatever happens', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 6_000 }), ok: fc.boolean(), name: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const names = ['a', 'b', 'c', 'd']
        const pool = createTestPool(names)
        const askedAt = new Map<string, number>()
        const succeededAt = new Map<string, number>()
        for (const { wait, ok, name: index } of steps) {
          pool.advance(wait)
          const name = names[index] ?? 'a'
          pool.callOn(name, ok ? SUCCESS : { kind: 'counted' })
          askedAt.set(name, pool.now())
          if (ok) succeededAt.set(name, pool.now())
          const isRecent = (time: number | undefined): boolean => time !== undefined && pool.now() - time < 10_000
          const fine = names.filter((one) => isRecent(succeededAt.get(one)) || !isRecent(askedAt.get(one)))
          expect(pool.board.mayFailOver(1, pool.now())).toBe(fine.length * 2 >= 4 ? 'free' : 'budgeted')
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('beyond the first, failovers draw on the budget', () => {
    expect(createTestPool(['a', 'b']).board.mayFailOver(2, START)).toBe('budgeted')
  })

  it('the budget holds failovers to 20 % of the requests in flight, at least 3 at a time', () => {
    fc.assert(
      fc.property(fc.nat(100), (inFlight) => {
        const budget = createRetryBudget()
        for (let count = 0; count < inFlight; count++) budget.enter()
        let taken = 0
        while (budget.take()) taken++
        expect(taken).toBe(Math.max(3, Math.floor(inFlight * 0.2)))
        budget.giveBack()
        expect([budget.take(), budget.take()]).toEqual([true, false])
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('when none could be tried', () => {
  it('any able account cooling: cooling, with the time of the first return', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    pool.callOn('a', coolUntil(START + 60_000))
    pool.callOn('b', { kind: 'credential' })
    pool.board.pause(idOf('c'), 'by hand', pool.now())
    expect(pool.choose()).toEqual({
      kind: 'none',
      why: 'cooling',
      seen: null,
      until: START + 60_000,
      passedOver: [
        { account: 'a', why: 'cooling', until: START + 60_000 },
        { account: 'b', why: 'disabled: credential refused', until: START + 1_800_000 },
        { account: 'c', why: 'paused', until: null },
      ],
    })
  })

  it('all disabled: disabled', () => {
    const pool = createTestPool(['a', 'b'])
    pool.callOn('a', { kind: 'credential' })
    pool.callOn('b', { kind: 'credential' })
    expect(pool.choose()).toMatchObject({ why: 'disabled', until: START + 1_800_000 })
  })

  it('none able, or all paused: none_able', () => {
    const pool = createTestPool([accountNamed('a', { models: ['claude-*'] })])
    expect(nameOf(pool.choose({ protocol: 'openai', model: 'gpt-5' }))).toBe('nobody: none_able')
    expect(nameOf(pool.choose({ model: 'gpt-5' }))).toBe('nobody: none_able')
    pool.board.pause(idOf('a'), 'by hand', pool.now())
    expect(pool.choose()).toMatchObject({ why: 'none_able', until: null })
    expect(nameOf(createTestPool([]).choose())).toBe('nobody: none_able')
  })

  it('an account whose patterns do not match is named as passed over', () => {
    const pool = createTestPool([accountNamed('a', { models: ['opus*'] }), 'b'])
    expect(pool.take({ model: 'sonnet' }).passedOver).toEqual([{ account: 'a', why: 'model', until: null }])
    expect(pool.take({ model: 'opus-5' }).passedOver).toEqual([])
  })
})
