import { expect } from 'vitest'
import type { Received } from '../../src/demo/received.ts'

/** The shortest that an account cools, ms. */
const SHORTEST_MS = 5_000

/** How many requests came before an account that was set aside at its first one may be asked again, however long a test takes. */
export function countBeforeReturn(received: readonly Received[]): number {
  const [first] = received
  return received.filter(({ at }) => at - (first?.at ?? 0) < SHORTEST_MS).length
}

/**
 * How much of a cooldown is left, as a gateway tells it in `retry-after`: of `seconds` from some moment after `from` (epoch
 * ms) on, at most all, and no less than what has not gone by since `from`. It is told in whole seconds, rounded up.
 */
export function expectLeftOf(seconds: number, told: string | undefined, from: number): void {
  const goneS = (Date.now() - from) / 1000
  expect(Number(told)).toBeLessThanOrEqual(seconds)
  expect(Number(told)).toBeGreaterThanOrEqual(Math.floor(seconds - goneS))
}
