import { describe, expect, it } from 'vitest'
import type { LimitTold } from '../../model/limit.ts'
import { accountNamed, createTestPool, HOUR, MINUTE } from '../board-fixture.ts'
import type { TestPool } from '../board-fixture.ts'
import type { AccountView } from '../view.ts'

const CALLS: LimitTold = {
  name: 'requests',
  meter: 'requests',
  scope: { kind: 'account' },
  kind: 'refill',
  windowMs: MINUTE,
  capacity: 60,
  left: 60,
  grain: 1,
  countsCached: true,
  resetsAt: null,
  refused: false,
}
const OUTPUT: LimitTold = { ...CALLS, name: 'output-tokens', meter: 'output', capacity: 8_000, left: 8_000 }
const WEEK: LimitTold = {
  ...CALLS,
  name: 'unified-7d',
  meter: 'share',
  scope: { kind: 'family', family: 'opus' },
  kind: 'reset',
  windowMs: 7 * 24 * HOUR,
  capacity: 1,
  left: 0.4,
  grain: 0.01,
}

function seen(pool: TestPool, name: string): AccountView | undefined {
  return pool.board.view(pool.now()).accounts.find((account) => account.name === name)
}

/** A call whose answer tells of limits. */
function tell(pool: TestPool, limits: readonly LimitTold[], group: string | null = null): void {
  const chosen = pool.take()
  pool.board.told(chosen.ticket, { group, limits }, pool.now())
  pool.settle(chosen, { kind: 'success' })
}

describe('the view of an account', () => {
  it('has no limits before its vendor tells of any', () => {
    const pool = createTestPool(['a'])
    expect(seen(pool, 'a')).toMatchObject({ limits: [], group: null, inFlight: 0, waiting: 0, conversations: 0 })
  })

  it('tells what is left of each limit, and when it is full again at its rate', () => {
    const pool = createTestPool(['a'])
    tell(pool, [{ ...CALLS, left: 30 }])
    expect(seen(pool, 'a')?.limits).toMatchObject([
      { name: 'requests', capacity: 60, left: 30, reserved: 0, utilization: 0.5, resetsAt: pool.now() + MINUTE / 2 },
    ])
    pool.advance(MINUTE / 4)
    expect(seen(pool, 'a')?.limits).toMatchObject([{ left: 45, utilization: 0.25, resetsAt: pool.now() + MINUTE / 4 }])
    pool.advance(MINUTE)
    expect(seen(pool, 'a')?.limits).toMatchObject([{ left: 60, utilization: 0, resetsAt: null }])
  })

  it('tells the end of a window, and of one that has passed unheard of the next', () => {
    const pool = createTestPool(['a'])
    const resetsAt = pool.now() + HOUR
    tell(pool, [{ ...WEEK, resetsAt }])
    expect(seen(pool, 'a')?.limits).toMatchObject([
      { scope: { kind: 'family', family: 'opus' }, left: 0.4, utilization: 0.6, refills: false, resetsAt },
    ])
    pool.advance(HOUR)
    expect(seen(pool, 'a')?.limits).toMatchObject([{ left: 1, resetsAt: resetsAt + 7 * 24 * HOUR }])
  })

  it('tells what calls under way are expected to take yet', () => {
    const pool = createTestPool(['a'], { strategy: 'headroom' })
    tell(pool, [CALLS, OUTPUT])
    const chosen = pool.take({ conversation: 'one', size: { bytes: 4_000, maxOutput: 500, signed: false } })
    const under = seen(pool, 'a')
    expect(under).toMatchObject({ inFlight: 1, conversations: 1 })
    const [calls, output] = under?.limits ?? []
    expect([calls?.left, calls?.reserved]).toEqual([59, 0])
    expect(output?.left).toBe(8_000)
    expect(output?.reserved).toBeGreaterThan(300)
    expect(output?.utilization).toBeCloseTo((output?.reserved ?? 0) / 8_000, 2)
    pool.settle(chosen, { kind: 'success' })
    expect(seen(pool, 'a')).toMatchObject({ inFlight: 0, conversations: 1 })
    pool.advance(5 * MINUTE)
    expect(seen(pool, 'a')?.conversations).toBe(0)
  })

  it('names the group as its operator has set it, else as its vendor tells; its accounts have the same limits', () => {
    const caps = { maxInFlight: null, maxUtilization: null, quotaGroup: 'ours' }
    const pool = createTestPool(['a', 'b', accountNamed('c', { caps })])
    for (let count = 0; count < 3; count++) tell(pool, [{ ...CALLS, left: 30 }], 'org-1')
    const { accounts } = pool.board.view(pool.now())
    expect(accounts.map(({ group }) => group)).toEqual(['org-1', 'org-1', 'ours'])
    expect(accounts[0]?.limits).toBe(accounts[1]?.limits)
    expect(accounts[0]?.limits).not.toBe(accounts[2]?.limits)
  })
})

describe('the view of a pool', () => {
  it('counts the calls that wait for room', () => {
    const pool = createTestPool(['a'], { strategy: 'headroom' })
    tell(pool, [{ ...CALLS, capacity: 600, left: 20 }])
    const waits = Array.from({ length: 3 }, () => pool.choose()).filter(({ kind }) => kind === 'wait')
    expect(waits).toHaveLength(3)
    expect(pool.board.view(pool.now())).toMatchObject({ waiting: 3, accounts: [{ waiting: 3 }] })
    for (const wait of waits) if (wait.kind === 'wait' && wait.place !== null) pool.board.leave(wait.place)
    expect(pool.board.view(pool.now())).toMatchObject({ waiting: 0, accounts: [{ waiting: 0 }] })
  })
})
