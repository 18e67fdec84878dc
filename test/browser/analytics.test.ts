import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import type { PagePlan } from '../harness/page.ts'
import { openPage } from '../harness/page.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** A busy machine is given time. */
const PATIENT = { timeout: 30_000 }

/** Three calls, of which one met a limit of `key-1`. */
async function openCalled(): Promise<Stage> {
  const stage = await openStage({ anthropic: 2 })
  stage.script(1, { kind: 'limit', retryAfter: '37' })
  for (let number = 0; number < 3; number += 1) await stage.message()
  await expect
    .poll(() => getJson(`${stage.gateway.url}/api/analytics?range=1h`), PATIENT)
    .toMatchObject({ totals: { requests: 3 } })
  return stage
}

async function open(stage: Stage, query = '?range=1h', plan: PagePlan = {}): Promise<Page> {
  const page = await openPage(`${stage.gateway.url}/analytics${query}`, plan)
  await page.getByRole('heading', { name: 'Analytics', level: 1 }).waitFor()
  return page
}

const figure = (page: Page, name: string) =>
  page.locator('dl > div').filter({ hasText: name }).locator('dd > span').first()

async function expectCalled(page: Page): Promise<void> {
  await expect.poll(() => figure(page, 'Requests').textContent(), PATIENT).toBe('3')
}

describe('analytics', () => {
  test('show what was called: requests, models, accounts, limits and failovers', async () => {
    await using stage = await openCalled()
    await using page = await open(stage)
    await expectCalled(page)
    expect(await figure(page, 'Failovers').textContent()).toBe('1')
    await page
      .getByRole('region', { name: 'Tokens and cost by model', exact: true })
      .getByRole('link', { name: 'claude-sonnet-5' })
      .waitFor()
    const limits = page.getByRole('region', { name: 'Rate limits met by account' })
    await limits.getByRole('row', { name: 'key-1 1' }).waitFor()
    const left = page.getByRole('region', { name: 'Failovers by the account they left' })
    await left.getByRole('row', { name: 'key-1 1' }).waitFor()
  })

  test('move by themselves once something has happened', async () => {
    await using stage = await openCalled()
    await using page = await openPage(stage.gateway.url)
    await page.clock.install()
    await page.goto(`${stage.gateway.url}/analytics?range=24h`)
    await expectCalled(page)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.clock.fastForward(60_000)
    await stage.message()
    await expect.poll(() => figure(page, 'Requests').textContent(), PATIENT).toBe('4')
  })

  test('are filtered by account, and the address says so', async () => {
    await using stage = await openCalled()
    await using page = await open(stage)
    await expectCalled(page)
    await page.getByRole('combobox', { name: 'Account' }).fill('key-9')
    await page.keyboard.press('Enter')
    await page.getByText('No request matches in the last hour').waitFor()
    expect(new URL(page.url()).searchParams.get('account')).toBe('key-9')
    await page.getByRole('link', { name: 'Show every request of this time' }).click()
    await expectCalled(page)
  })

  test('tell a newcomer the next step where nothing was called', async () => {
    await using stage = await openStage({ anthropic: 1 })
    await using page = await open(stage, '')
    await page.getByText('No request in the last 24 hours').waitFor()
  })

  test('have a table for each chart, and their range by the keyboard', async () => {
    await using stage = await openCalled()
    await using page = await open(stage)
    const requests = page.getByRole('region', { name: 'Requests', exact: true })
    await requests.getByText('Show as table').press('Enter')
    await requests.getByRole('columnheader', { name: 'Failed, refused' }).waitFor()
    await page.getByRole('radio', { name: '1h' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText('The last 6 hours').waitFor()
    expect(new URL(page.url()).searchParams.get('range')).toBe('6h')
  })

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 375],
    ['dark', 375],
  ] as const)('are accessible in %s at %d pixels', async (colorScheme, width) => {
    await using stage = await openCalled()
    await using page = await open(stage, '?range=1h', { colorScheme, width })
    await expectCalled(page)
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })
})
