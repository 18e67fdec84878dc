import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatherTold } from './gather-told.ts'
import { requestOf } from '../pages/requests/request-fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const told = (...ids: readonly string[]) => ({ items: ids.map((id) => requestOf({ id })), skipped: 1 })

test('the first is passed on at once, and what follows soon after it together', () => {
  const passed: string[] = []
  const { add } = gatherTold(({ items, skipped }) => {
    passed.push(`${items.map(({ id }) => id).join(' ')}, ${skipped} skipped`)
  }, 500)
  add(told('a'))
  add(told('b'))
  add(told('c', 'd'))
  expect(passed).toEqual(['a, 1 skipped'])
  vi.advanceTimersByTime(500)
  expect(passed).toEqual(['a, 1 skipped', 'b c d, 2 skipped'])
  add(told('e'))
  expect(passed).toHaveLength(2)
  vi.advanceTimersByTime(1_000)
  add(told('f'))
  expect(passed.slice(2)).toEqual(['e, 1 skipped', 'f, 1 skipped'])
})

test('nothing is passed on once it is stopped', () => {
  const passed: unknown[] = []
  const { add, stop } = gatherTold((one) => passed.push(one), 500)
  add(told('a'))
  add(told('b'))
  stop()
  vi.advanceTimersByTime(1_000)
  expect(passed).toHaveLength(1)
})
