import { expect, it } from 'vitest'
import { NO_CAPS } from '../../model/account.ts'
import { accountNamed, createTestPool, idOf } from '../board-fixture.ts'

const names = ['a', 'b', 'c', 'd']
const turn = (signed: boolean) => ({ conversation: 'one', size: { bytes: 4_000, maxOutput: 100, signed } })

/** `a` and `d` are of one organisation, `c` is set to share a workspace with `a`; conversation `one` is on `a`. */
function begun() {
  const caps = { ...NO_CAPS, quotaGroup: 'workspace' }
  const of = (name: string) => (name === 'a' || name === 'c' ? { caps } : {})
  const pool = createTestPool(
    names.map((name) => accountNamed(name, of(name))),
    { strategy: 'headroom' },
  )
  for (const [name, group] of [
    ['a', 'org-1'],
    ['b', 'org-2'],
    ['c', 'org-3'],
    ['d', 'org-1'],
  ] as const) {
    const chosen = pool.take({ tried: names.filter((other) => other !== name).map(idOf) })
    pool.board.told(chosen.ticket, { group, limits: [] }, pool.now())
    pool.settle(chosen, { kind: 'success' })
  }
  for (const name of ['b', 'c', 'd']) pool.board.pause(idOf(name), 'test', pool.now())
  expect(pool.call(undefined, turn(true))).toBe('a')
  for (const name of ['b', 'c', 'd']) pool.board.resume(idOf(name), pool.now())
  return pool
}

it('signed thinking goes to its own workspace, else to its organisation, else to any, where its account is away', () => {
  for (const [away, next] of [
    [['a'], 'c'],
    [['a', 'c'], 'd'],
    [['a', 'c', 'd'], 'b'],
  ] as const) {
    const pool = begun()
    for (const name of away) pool.board.pause(idOf(name), 'test', pool.now())
    expect(pool.call(undefined, turn(true))).toBe(next)
  }
})

it('a conversation without any goes where there is most room, wherever it was', () => {
  const pool = begun()
  pool.board.pause(idOf('a'), 'test', pool.now())
  expect(pool.call(undefined, turn(false))).toBe('b')
})

it('it stays with its account also when nothing is cached any more', () => {
  const pool = begun()
  pool.advance(600_000)
  expect(pool.call(undefined, turn(true))).toBe('a')
  expect(pool.call(undefined, { ...turn(true), conversation: 'two' })).toBe('b')
})
