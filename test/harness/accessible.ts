import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** WCAG 2.2 up to AA, https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#axe-core-tags */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

/** Expects that axe finds nothing that keeps anybody out; it finds about half of what can. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(readFileSync(AXE, 'utf8'))
  const found: AxeResults = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(RULES)}, preload: false })`)
  const violations = found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
  )
  expect(violations).toEqual([])
}
