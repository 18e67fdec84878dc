import type { Locator } from 'playwright-core'
import { expect } from 'vitest'

/** Waits until what is looked for has the focus. */
export async function expectFocus(wanted: Locator): Promise<void> {
  const focused = wanted.and(wanted.page().locator(':focus'))
  await expect.poll(() => focused.count(), { timeout: 30_000 }).toBe(1)
}
