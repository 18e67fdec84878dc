import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TestPool } from '../board-fixture.ts'
import { createTestPool, idOf, MINUTE } from '../board-fixture.ts'

const WINDOW = 5 * MINUTE

/** The rule of the contract, word for word, over a list of all turns taken. */
function expected(names: readonly string[], turns: readonly { name: string; at: number }[], now: number): string {
  const last = (name: string): number => turns.findLastIndex((turn) => turn.name === name)
  const lastAt = (name: string): number => turns[last(name)]?.at ?? -Infinity
  const within = (name: string): number => turns.filter((turn) => turn.name === name && now - turn.at < WINDOW).length
  const unused = names.filter((name) => now - lastAt(name) >= WINDOW)
  const byAge = (a: string, b: string): number => last(a) - last(b)
  const best =
    unused.length > 0 ? unused.toSorted(byAge)[0] : names.toSorted((a, b) => within(a) - within(b) || byAge(a, b))[0]
  return best ?? '?'
}

function pool(): TestPool {
  return createTestPool(['a', 'b', 'c'], { strategy: 'time-window', windowMs: WINDOW })
}

describe('time-window', () => {
  it('prefers accounts unused for at least the window, the one unused the longest first', () => {
    const accounts = pool()
    accounts.callOn('b', { kind: 'success' })
    accounts.advance(1_000)
    accounts.callOn('a', { kind: 'success' })
    accounts.callOn('c', { kind: 'success' })
    accounts.callOn('b', { kind: 'success' })
    accounts.advance(WINDOW)
    expect(accounts.calls(3)).toEqual(['a', 'c', 'b'])
  })

  it('takes the one with the fewest turns within the window where none is unused, then the least recently used', () => {
    const accounts = pool()
    for (const name of ['a', 'a', 'b', 'c', 'c', 'c', 'b']) accounts.callOn(name, { kind: 'success' })
    expect(accounts.calls(3)).toEqual(['a', 'b', 'c'])
  })

  it('counts a turn until it is exactly as old as the window', () => {
    const accounts = createTestPool(['a', 'b'], { strategy: 'time-window', windowMs: WINDOW })
    accounts.callOn('a', { kind: 'success' })
    accounts.advance(1)
    accounts.callOn('b', { kind: 'success' })
    accounts.callOn('a', { kind: 'success' })
    accounts.callOn('b', { kind: 'success' })
    accounts.callOn('b', { kind: 'success' })
    accounts.advance(WINDOW - 2)
    expect(accounts.call()).toBe('a')
    accounts.advance(1)
    expect(accounts.call()).toBe('a')
  })

  it('chooses as the contract says, whatever the pace', () => {
    const names = ['a', 'b', 'c', 'd']
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * MINUTE }), { maxLength: 60 }), (steps) => {
        const accounts = createTestPool(names, { strategy: 'time-window', windowMs: WINDOW })
        const turns: { name: string; at: number }[] = []
        for (const step of steps) {
          accounts.advance(step)
          const name = expected(names, turns, accounts.now())
          expect(accounts.call()).toBe(name)
          turns.push({ name, at: accounts.now() })
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('takes a window changed while it runs with the next choice', () => {
    const accounts = pool()
    for (const name of ['a', 'a', 'b', 'c']) accounts.callOn(name, { kind: 'success' })
    accounts.advance(MINUTE)
    const policy = { ...accounts.board.view(accounts.now()).policy, windowMs: MINUTE }
    accounts.board.setPolicy(policy, accounts.now())
    expect(accounts.calls(3)).toEqual(['a', 'b', 'c'])
  })

  it('keeps to the rule with those that are left', () => {
    const accounts = pool()
    accounts.board.pause(idOf('a'), 'test', accounts.now())
    expect(accounts.calls(4)).toEqual(['b', 'c', 'b', 'c'])
  })
})
