import { describe, expect, it } from 'vitest'
import { NO_CAPS } from '../../model/account.ts'
import type { LimitTold } from '../../model/limit.ts'
import type { HeadroomPolicy } from '../../model/pool.ts'
import { USUAL_HEADROOM } from '../../model/pool.ts'
import type { Mark } from '../../model/outcome.ts'
import type { TestPool } from '../board-fixture.ts'
import { accountNamed, coolUntil, createTestPool, MINUTE, refusal, START, SUCCESS } from '../board-fixture.ts'
import { toldAll } from './limit-fixture.ts'

const WEEK: Partial<LimitTold> = {
  name: 'unified-7d',
  meter: 'share',
  kind: 'reset',
  windowMs: 7 * 24 * 60 * MINUTE,
  capacity: 1,
  grain: 0.01,
  resetsAt: START + 60 * MINUTE,
}

/** How an account of an operator with such a policy stands after it was told this; `cap` is the account's own. */
function told(limits: readonly Partial<LimitTold>[], policy: Partial<HeadroomPolicy> = {}, cap: number | null = null) {
  const caps = { ...NO_CAPS, maxUtilization: cap }
  const pool = createTestPool([accountNamed('a', { caps })], {
    strategy: 'headroom',
    headroom: { ...USUAL_HEADROOM, ...policy },
  })
  const chosen = pool.take()
  pool.board.told(chosen.ticket, toldAll(limits), pool.now())
  pool.settle(chosen, SUCCESS)
  const [account] = pool.board.view(pool.now()).accounts
  return { state: account?.state, reason: account?.reason, until: account?.until, models: account?.modelCooldowns }
}

describe('what the operator keeps back', () => {
  it('is what is left of a window beyond the share that may be used, until its reset', () => {
    const kept = { state: 'cooling', reason: 'max_utilization', until: START + 60 * MINUTE }
    expect(told([{ ...WEEK, left: 1 - 0.9 }], { maxUtilization: 0.9 })).toMatchObject(kept)
    expect(told([{ ...WEEK, left: 0.11 }], { maxUtilization: 0.9 })).toMatchObject({ state: 'serving' })
    expect(told([{ ...WEEK, left: 0.15 }], { maxUtilization: 0.9 }, 0.8)).toMatchObject(kept)
    expect(told([{ ...WEEK, left: 0.05 }], { maxUtilization: 0.9 }, 1)).toMatchObject({ state: 'serving' })
  })

  it('is of a limit on calls, too, where it comes back all at once', () => {
    const daily: Partial<LimitTold> = { name: 'requests', meter: 'requests', kind: 'reset', capacity: 100 }
    const resetsAt = START + 60 * MINUTE
    expect(told([{ ...daily, left: 10, resetsAt }], { maxUtilization: 0.9 })).toMatchObject({ state: 'cooling' })
    expect(told([{ ...daily, left: 0, resetsAt }])).toMatchObject({ state: 'serving' })
  })

  it('is the overage of a plan that is used up, unless it is allowed', () => {
    const spent = [{ ...WEEK, left: -0.02 }]
    expect(told(spent)).toMatchObject({ state: 'cooling', reason: 'used_up' })
    expect(told(spent, { allowOverage: true })).toMatchObject({ state: 'serving' })
    expect(told(spent, { allowOverage: true, maxUtilization: 0.9 })).toMatchObject({ reason: 'max_utilization' })
  })

  it('is of the models that the limit is for', () => {
    const opus = { ...WEEK, name: 'unified-7d_opus', scope: { kind: 'family', family: 'opus' } } as const
    expect(told([{ ...opus, left: 0 }])).toMatchObject({
      state: 'serving',
      models: [{ scope: opus.scope, reason: 'used_up', until: START + 60 * MINUTE }],
    })
  })

  it('is nothing of what refills, of what has no known reset, and of what was reset', () => {
    const policy = { maxUtilization: 0.5 }
    expect(told([{ left: 0 }], policy)).toMatchObject({ state: 'serving' })
    expect(told([{ ...WEEK, left: 0, resetsAt: null }], policy)).toMatchObject({ state: 'serving' })
    expect(told([{ ...WEEK, left: 0, resetsAt: START }], policy)).toMatchObject({ state: 'serving' })
  })

  it('is nothing where the vendor refuses itself: its own word counts', () => {
    expect(told([{ ...WEEK, left: 0, refused: true }])).toMatchObject({ state: 'serving' })
  })
})

function refusedAfter(calls: number, until: number | null) {
  const pool = createTestPool(['a', 'b'], { strategy: 'headroom' })
  for (let call = 0; call < calls; call++) {
    pool.callOn('a', SUCCESS)
    pool.advance(100)
  }
  pool.callOn('a', coolUntil(until === null ? null : pool.now() + until))
  return pool.board.drainChanges()?.accounts.find(({ id }) => id === 'id-a')?.limits ?? []
}

describe('what a refusal teaches', () => {
  it('is a limit on calls, where the vendor tells of none', () => {
    expect(refusedAfter(60, 20_000)).toMatchObject([{ name: 'learned-requests', learned: true }])
    expect(refusedAfter(60, null).length).toBe(1)
  })

  it('is nothing where it asks to wait for hours, or few calls were sent', () => {
    expect(refusedAfter(60, 60 * MINUTE)).toEqual([])
    expect(refusedAfter(5, 20_000)).toEqual([])
  })
})

/** `a` after it has refused a call of some 20,000 tokens; its refusal tells this. Nothing is left out of its 50,000 before. */
function afterRefusal(limits: readonly Partial<LimitTold>[], mark: Mark = coolUntil(START + 20_000)): TestPool {
  const pool = createTestPool(['a'], { strategy: 'headroom' })
  const first = pool.take()
  pool.board.told(first.ticket, toldAll([{ left: 50_000 }]), pool.now())
  pool.settle(first, SUCCESS)
  const refused = pool.take({ size: { bytes: 80_000, maxOutput: 100, signed: false } })
  pool.board.told(refused.ticket, toldAll(limits), pool.now())
  pool.settle(refused, mark)
  return pool
}

const stateOf = (pool: TestPool) => pool.board.view(pool.now()).accounts[0]?.state

describe('a call that was refused', () => {
  it('as too large for what is left cools nobody: smaller ones are served', () => {
    expect(stateOf(afterRefusal([{ left: 15_000, refused: true }]))).toBe('serving')
    expect(stateOf(afterRefusal([{ left: 15_000 }]))).toBe('serving')
    expect(stateOf(afterRefusal([{ name: 'tokens', meter: 'tokens', left: 15_000 }]))).toBe('serving')
  })

  it('is too large where an estimate that is 30 % off may have been: not where far more is left', () => {
    expect(stateOf(afterRefusal([{ left: 25_900 }]))).toBe('serving')
    expect(stateOf(afterRefusal([{ left: 26_100 }]))).toBe('cooling')
    expect(stateOf(afterRefusal([{ left: 26_100, refused: true }]))).toBe('serving')
  })

  it('cools its account where nothing is left, or nothing is told, or it is not for a pace that it was refused', () => {
    expect(stateOf(afterRefusal([{ left: 0, refused: true }]))).toBe('cooling')
    expect(stateOf(afterRefusal([{ left: null, refused: true }]))).toBe('cooling')
    expect(stateOf(afterRefusal([]))).toBe('cooling')
    const credit: Mark = { kind: 'cool', until: null, refusal: refusal({ kind: 'credit' }) }
    expect(stateOf(afterRefusal([{ left: 15_000, refused: true }], credit))).toBe('cooling')
  })

  it('cools it where another limit is used up: that one refuses smaller ones, too', () => {
    const requests = { name: 'requests', meter: 'requests', capacity: 50, left: 0, refused: true } as const
    expect(stateOf(afterRefusal([requests, { left: 15_000 }]))).toBe('cooling')
  })

  it('is of calls that count requests no matter of size', () => {
    expect(stateOf(afterRefusal([{ name: 'requests', meter: 'requests', left: 0.5, refused: true }]))).toBe('cooling')
  })

  it('was refused for something else where every limit had enough for it, and teaches nothing of them', () => {
    const [limit] = afterRefusal([]).board.view(START).accounts[0]?.limits ?? []
    expect(limit?.left).toBe(50_000)
  })
})

describe('what is told of an account', () => {
  it('is kept for a restart with whose limits they are', () => {
    const pool = createTestPool(['a', 'b'], { strategy: 'headroom' })
    const chosen = pool.take()
    pool.board.told(chosen.ticket, toldAll([{ left: 20_000 }], 'org-1'), pool.now())
    pool.settle(chosen, SUCCESS)
    const records = JSON.parse(JSON.stringify(pool.board.drainChanges()))
    expect(records.accounts[0]).toMatchObject({ group: 'org-1', limits: [{ name: 'input-tokens', level: 20_000 }] })
    const again = createTestPool(['a', 'b'], { strategy: 'headroom' })
    again.board.restore(records, again.now())
    again.callOn('a', SUCCESS)
    expect(again.board.drainChanges()?.accounts[0]).toMatchObject({ group: 'org-1', limits: [{ level: 20_000 }] })
  })

  it('of records from before limits were kept is nothing', () => {
    const pool = createTestPool(['a'], { strategy: 'headroom' })
    pool.call()
    const records = pool.board.drainChanges()
    expect(records?.accounts[0]?.limits).toBeUndefined()
    const again = createTestPool(['a'], { strategy: 'headroom' })
    if (records !== null) again.board.restore(records, again.now())
    expect(again.call()).toBe('a')
  })
})
