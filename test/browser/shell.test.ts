import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import { firstPaintOf } from '../harness/first-paint.ts'
import type { PagePlan } from '../harness/page.ts'
import { openPage } from '../harness/page.ts'
import { quickestOf } from '../harness/quickest.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** What holds of every page: it comes fast, from here alone, and for everybody. */
const PAGES = ['/', '/accounts', '/requests', '/requests/:id', '/analytics', '/settings', '/sign-in']
const BUILT = join(import.meta.dirname, '../../dist/dashboard')
const KILOBYTE = 1024

let stage: Stage
let requestId = ''
beforeAll(async () => {
  stage = await openStage({ anthropic: 2 })
  requestId = (await stage.message()).headers['x-claudeflare-request-id'] ?? ''
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Opens a page and waits for what it is called. */
async function visit(path: string, plan: PagePlan = {}): Promise<Page> {
  const page = await openPage(stage.gateway.url + path.replace(':id', requestId), plan)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  return page
}

describe.each(PAGES)('%s', (path) => {
  test('shows itself where it is asked for by its address', async () => {
    const page = await visit(path)
    expect(new URL(page.url()).pathname).toBe(path.replace(':id', requestId))
  })

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 375],
    ['dark', 375],
  ] as const)('is accessible, %s, at %d pixels', async (colorScheme, width) => {
    const page = await visit(path, { colorScheme, width })
    await expectAccessible(page)
  })

  test('is no wider than a phone', async () => {
    const page = await visit(path, { width: 375 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375)
  })
})

test('an address that is no page’s says so, and leads to the overview', async () => {
  const page = await visit('/nowhere', { tolerates: [/status of 404/] })
  await page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Go to the overview' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

test('the first paint comes within a second', async () => {
  const quickest = await quickestOf(1_000, async () => {
    await using page = await openPage(stage.gateway.url)
    return await firstPaintOf(page)
  })
  expect(quickest).toBeLessThan(1_000)
})

test('scripts are under 300 KB compressed', () => {
  const scripts = globSync('**/*.js', { cwd: BUILT }).map((name) => gzipSync(readFileSync(join(BUILT, name))).length)
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.reduce((sum, length) => sum + length, 0)).toBeLessThan(300 * KILOBYTE)
})

test('the policy that the page is under keeps scripts out that did not come with it', async () => {
  const page = await openPage(stage.gateway.url, { tolerates: [/Content Security Policy/] })
  const ran = await page.evaluate(`(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    document.head.append(script)
    return document.title === 'taken over'
  })()`)
  expect(ran).toBe(false)
})
