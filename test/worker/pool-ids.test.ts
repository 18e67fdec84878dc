import { describe, expect, test } from 'vitest'
import { ending, openPool } from './pool-bed.ts'

describe('a pool’s ids', () => {
  test('are not given out twice, though more calls were opened at once than a millisecond has room for', () => {
    using pool = openPool()
    const before = Array.from({ length: 200 }, () => pool.open().id)
    pool.clock.advance(5)
    pool.startAnew()
    const after = Array.from({ length: 5 }, () => pool.open().id)
    expect(after.filter((id) => before.includes(id))).toEqual([])
  })

  test('are not given out twice, though a call began before the object did', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.clock.advance(20_000)
    pool.startAnew()
    expect(pool.open({ elapsedMs: 20_000 }).id).not.toBe(id)
  })

  test('are not given out twice, though the clock of the new machine is a little behind', () => {
    using pool = openPool()
    const { id } = pool.open()
    pool.clock.advance(40)
    pool.clock.setBack(40)
    pool.startAnew()
    expect(pool.open().id).not.toBe(id)
  })

  test('the end of a call of before ends no other one', () => {
    using pool = openPool()
    const opening = pool.opening()
    const old = pool.open(opening)
    pool.clock.advance(20_000)
    pool.startAnew()
    const slow = pool.open({ elapsedMs: 20_000 })
    pool.core.adopt({ id: old.id, opening: { ...opening, elapsedMs: 20_000 }, record: old.record })
    pool.core.end(old.id, ending())
    pool.core.end(slow.id, ending())
    expect(pool.view().totalRequests).toBe(2)
  })
})
