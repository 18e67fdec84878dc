import { expect, it } from 'vitest'
import { quickestOf } from '../../test/harness/quickest.ts'
import { nearestName } from './nearest-name.ts'

it('suggests the name that a mistyped one stands for, and none for what is like no other', () => {
  expect(nearestName('max_attemps', ['max_attempts', 'port'])).toBe('max_attempts')
  expect(nearestName('something', ['max_attempts', 'port'])).toBe(null)
})

it('takes no time over a text that is longer than any name', async () => {
  const quickest = await quickestOf(100, () => {
    const startedAt = performance.now()
    expect(nearestName('max_attempts'.repeat(100_000), ['max_attempts'])).toBe(null)
    return performance.now() - startedAt
  })
  expect(quickest).toBeLessThan(100)
})
