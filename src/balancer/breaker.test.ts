import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TestPool } from './board-fixture.ts'
import {
  coolUntil,
  createTestPool,
  CREDENTIAL,
  FAILURE,
  idOf,
  MINUTE,
  nameOf,
  NOTHING,
  SUCCESS,
  UNREACHABLE,
} from './board-fixture.ts'

function stateOf(pool: TestPool, name = 'a'): string | undefined {
  return pool.board.view(pool.now()).accounts.find((account) => account.name === name)?.state
}

/** Six failures in a row disable an account that has no other answers. */
function disable(pool: TestPool, name = 'a'): void {
  for (let count = 0; count < 6; count++) pool.callOn(name, FAILURE)
}

describe('disabled by failures', () => {
  it('more than 50 % failures among the last 20 answers of the last 2 minutes, and more than 5 of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 20_000 }), failed: fc.boolean() }), { maxLength: 60 }),
        (answers) => {
          const pool = createTestPool(['a'])
          const heard: { at: number; failed: boolean }[] = []
          for (const { wait, failed } of answers) {
            pool.advance(wait)
            pool.call(failed ? FAILURE : SUCCESS)
            heard.push({ at: pool.now(), failed })
            const window = heard.slice(-20).filter((one) => pool.now() - one.at < 120_000)
            const failures = window.filter((one) => one.failed).length
            const isUnfit = failed && failures > 5 && failures * 2 > window.length
            expect(stateOf(pool)).toBe(isUnfit ? 'disabled' : 'serving')
            if (isUnfit) return
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('only successes and failures count', () => {
    const pool = createTestPool(['a'])
    for (let count = 0; count < 40; count++) pool.call(count % 8 === 0 ? FAILURE : NOTHING)
    expect(stateOf(pool)).toBe('serving')
    pool.call(FAILURE)
    expect(stateOf(pool)).toBe('disabled')
  })

  it('for 30 s, then 60 s, up to 5 min while probes fail', () => {
    const pool = createTestPool(['a', 'b'])
    disable(pool)
    const lengths: number[] = []
    for (let round = 0; round < 6; round++) {
      const until = pool.board.view(pool.now()).accounts[0]?.until ?? 0
      lengths.push((until - pool.now()) / 1_000)
      pool.advance(until - pool.now() - 1)
      expect(pool.call()).toBe('b')
      pool.advance(1)
      expect(pool.call(FAILURE)).toBe('a')
    }
    expect(lengths).toEqual([30, 60, 120, 240, 300, 300])
  })

  it('then one request at a time is let through, decided by its first event', () => {
    const pool = createTestPool(['a', 'b'])
    disable(pool)
    pool.call()
    pool.advance(30_000)
    const probe = pool.take()
    expect([probe.account.name, probe.reason]).toEqual(['a', 'probe'])
    expect(pool.calls(3)).toEqual(['b', 'b', 'b'])
    expect(pool.take().passedOver).toEqual([{ account: 'a', why: 'probing', until: null }])
    pool.board.answered(probe.ticket, pool.now())
    expect(stateOf(pool)).toBe('serving')
    expect(pool.calls(4)).toEqual(['a', 'b', 'a', 'b'])
  })

  it('a success enables it with a clean slate', () => {
    const pool = createTestPool(['a', 'b'])
    disable(pool)
    pool.call()
    pool.advance(30_000)
    pool.call(SUCCESS)
    for (let count = 0; count < 5; count++) pool.callOn('a', FAILURE)
    expect(stateOf(pool)).toBe('serving')
    pool.callOn('a', FAILURE)
    expect(stateOf(pool)).toBe('disabled')
    expect((pool.board.view(pool.now()).accounts[0]?.until ?? 0) - pool.now()).toBe(60_000)
  })

  it('30 s again after 20 answers', () => {
    const pool = createTestPool(['a', 'b'])
    disable(pool)
    pool.call()
    pool.advance(30_000)
    pool.call(SUCCESS)
    for (let count = 0; count < 19; count++) pool.callOn('a', SUCCESS)
    pool.advance(2 * MINUTE)
    disable(pool)
    expect((pool.board.view(pool.now()).accounts[0]?.until ?? 0) - pool.now()).toBe(30_000)
  })

  it.each([
    ['the caller going away', NOTHING],
    ['an unreachable origin', UNREACHABLE],
    ['a busy vendor', { kind: 'counted' }],
  ] as const)('%s frees the place of the probe and decides nothing', (_, mark) => {
    const pool = createTestPool(['a', 'b'])
    disable(pool)
    pool.call()
    pool.advance(30_000)
    expect(pool.call(mark)).toBe('a')
    expect(stateOf(pool)).toBe('disabled')
    pool.advance(5_000)
    const names = pool.calls(2)
    expect(names).toContain('a')
    expect(stateOf(pool)).toBe('serving')
  })

  it('a probe that runs into a limit or is refused its credential leaves it disabled', () => {
    for (const mark of [coolUntil(null), CREDENTIAL]) {
      const pool = createTestPool(['a', 'b'])
      disable(pool)
      pool.call()
      pool.advance(30_000)
      expect(pool.call(mark)).toBe('a')
      expect(pool.calls(2)).toEqual(['b', 'b'])
      pool.advance(31 * MINUTE)
      expect(pool.take().reason).toBe('probe')
    }
  })

  it('requests sent before it was disabled neither disable it longer nor enable it', () => {
    const pool = createTestPool(['a', 'b'])
    const early = Array.from({ length: 8 }, () => pool.take({ tried: [idOf('b')] }))
    disable(pool)
    const until = pool.board.view(pool.now()).accounts[0]?.until
    for (const one of early.slice(0, 4)) pool.settle(one, FAILURE)
    pool.settle(early[4] ?? pool.take(), SUCCESS)
    expect(pool.board.view(pool.now()).accounts[0]).toMatchObject({ state: 'disabled', until })
  })

  it('a late failure of a request sent before does not count against the clean slate', () => {
    const pool = createTestPool(['a', 'b'])
    const early = Array.from({ length: 8 }, () => pool.take({ tried: [idOf('b')] }))
    disable(pool)
    pool.call()
    pool.advance(30_000)
    expect(pool.call(SUCCESS)).toBe('a')
    for (const one of early) pool.settle(one, FAILURE)
    expect(stateOf(pool)).toBe('serving')
  })

  it('where every account is disabled by failures, the one due first is let through, one request at a time', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    for (const name of ['b', 'a', 'c']) {
      disable(pool, name)
      pool.advance(1_000)
    }
    const only = pool.take()
    expect([only.account.name, only.reason, only.available]).toEqual(['b', 'probe', 1])
    expect(nameOf(pool.choose())).toBe('nobody: disabled')
    pool.settle(only, FAILURE)
    expect(nameOf(pool.choose({ tried: [idOf('b')] }))).toBe('a')
    expect(nameOf(pool.choose())).toBe('nobody: disabled')
  })

  it('a success of the one let through enables it', () => {
    const pool = createTestPool(['a', 'b'])
    disable(pool, 'a')
    disable(pool, 'b')
    expect(pool.calls(3)).toEqual(['a', 'a', 'a'])
  })

  it('lets nobody through early where one of them only cools', () => {
    const pool = createTestPool(['a', 'b'])
    disable(pool, 'a')
    pool.callOn('b', coolUntil(pool.now() + 20_000))
    const choice = pool.choose()
    expect(choice).toMatchObject({ kind: 'none', why: 'cooling', until: pool.now() + 20_000 })
  })
})
