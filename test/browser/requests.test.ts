import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import type { PagePlan } from '../harness/page.ts'
import { openPage } from '../harness/page.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** A busy machine is given time. */
const PATIENT = { timeout: 30_000 }

/** Opens the list and waits until it is kept up to date. */
async function openList(stage: Stage, query = '', plan: PagePlan = {}): Promise<Page> {
  const page = await openPage(`${stage.gateway.url}/requests${query}`, plan)
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  return page
}

const rowsOf = (page: Page) => page.getByRole('table', { name: 'Requests' }).locator('tbody').getByRole('row')

async function expectRows(page: Page, count: number): Promise<void> {
  await expect.poll(() => rowsOf(page).count(), PATIENT).toBe(count)
}

async function sendOne(stage: Stage): Promise<string> {
  const { headers } = await stage.message()
  return headers['x-claudeflare-request-id'] ?? ''
}

describe('the list of requests', () => {
  test('shows a request as it ends, the newest on top', async () => {
    await using stage = await openStage({ anthropic: 2 })
    await sendOne(stage)
    await using page = await openList(stage)
    await expectRows(page, 1)
    const id = await sendOne(stage)
    await expectRows(page, 2)
    expect(await rowsOf(page).first().getByRole('link').getAttribute('href')).toBe(`/requests/${id}`)
  })

  test('tells a newcomer the next step where there is none yet', async () => {
    await using stage = await openStage({ anthropic: 1 })
    await using page = await openList(stage)
    await page.getByText('No request yet').waitFor()
    await sendOne(stage)
    await expectRows(page, 1)
  })

  test('is filtered by account and by status, and a link shows the same', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'fail', status: 400 })
    await sendOne(stage)
    await sendOne(stage)
    await sendOne(stage)
    await using page = await openList(stage)
    await expectRows(page, 3)
    await page.getByRole('combobox', { name: 'Account' }).fill('key-1')
    await page.keyboard.press('Enter')
    await expectRows(page, 2)
    await page.getByRole('combobox', { name: 'Status' }).fill('failed')
    await page.keyboard.press('Enter')
    await expectRows(page, 1)
    await using shared = await openPage(page.url())
    await expectRows(shared, 1)
    await shared.getByText('400 failed').waitFor()
  })

  test('lets nothing in that the filter keeps out, and says what a status is', async () => {
    await using stage = await openStage({ anthropic: 2 })
    await using page = await openList(stage, '?account=key-2')
    await page.getByText('No request matches').waitFor()
    await sendOne(stage)
    await sendOne(stage)
    await expectRows(page, 1)
    await rowsOf(page).first().getByText('key-2').waitFor()
    await page.getByRole('combobox', { name: 'Status' }).fill('sideways')
    await page.getByText('A status such as 429').waitFor()
  })

  test('stands still while it is paused, counts what came, and shows it when asked', async () => {
    await using stage = await openStage({ anthropic: 1 })
    await sendOne(stage)
    await using page = await openList(stage)
    await expectRows(page, 1)
    await page.getByRole('button', { name: 'Pause' }).click()
    await sendOne(stage)
    await sendOne(stage)
    const waiting = page.getByRole('button', { name: '2 new requests' })
    await waiting.waitFor()
    expect(await rowsOf(page).count()).toBe(1)
    await waiting.click()
    await expectRows(page, 3)
  })

  test('goes on into the past as one scrolls', async () => {
    await using stage = await openStage({ anthropic: 1 })
    for (let number = 0; number < 120; number += 1) await sendOne(stage)
    await using page = await openList(stage)
    await expectRows(page, 100)
    await page.keyboard.press('Tab')
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
    await expectRows(page, 120)
    await page.getByText('That is all').waitFor()
  })
})

async function openFailover(stage: Stage): Promise<string> {
  stage.script(1, { kind: 'limit', retryAfter: '37' })
  return await sendOne(stage)
}

describe('a failover', () => {
  test('is seen in the list as a chain, and opens to the trace of both attempts', async () => {
    await using stage = await openStage({ anthropic: 2 })
    const id = await openFailover(stage)
    await using page = await openList(stage)
    await rowsOf(page).first().getByRole('img', { name: 'then' }).waitFor()
    await rowsOf(page).first().getByRole('link').click()
    const trace = page.getByRole('article', { name: `Request ${id}` })
    await trace.getByText(/key-1 met its limit \(429, cools 37 s\); key-2 answered after/).waitFor()
    await trace.getByText('Chosen: its turn (round-robin)').waitFor()
    await trace.getByText('Chosen: next in the order of failover').waitFor()
    expect(await trace.getByText('The caller saw one clean answer.').isVisible()).toBe(true)
  })

  test('leaves the account that cools among those passed over, with until when', async () => {
    await using stage = await openStage({ anthropic: 2 })
    await openFailover(stage)
    const id = await sendOne(stage)
    await using page = await openPage(`${stage.gateway.url}/requests/${id}`)
    await page.getByText(/cools after a limit, until \d/).waitFor()
  })

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 375],
    ['dark', 375],
  ] as const)('is accessible in %s at %d pixels, in the list and on its own', async (colorScheme, width) => {
    await using stage = await openStage({ anthropic: 2 })
    const id = await openFailover(stage)
    await using page = await openList(stage, '', { colorScheme, width })
    await expectRows(page, 1)
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    await rowsOf(page).first().getByRole('link').click()
    await page.getByRole('article', { name: `Request ${id}` }).waitFor()
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })
})

test('a request that is not kept says so, and for how long requests are', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await openPage(`${stage.gateway.url}/requests/req_zzz`, { tolerates: [/status of 404/] })
  await page.getByText('There is no request req_zzz').waitFor()
  await page.getByText('Single requests are kept 7 days.').waitFor()
})

test('the keyboard alone leads through the rows, opens one, and comes back to it', async () => {
  await using stage = await openStage({ anthropic: 1 })
  const ids = [await sendOne(stage), await sendOne(stage), await sendOne(stage)].toReversed()
  await using page = await openList(stage)
  await expectRows(page, 3)
  const focused = () => page.evaluate('document.activeElement.dataset.row ?? document.activeElement.id')
  while ((await focused()) !== ids[0]) await page.keyboard.press('Tab')
  await page.keyboard.press('j')
  await expect.poll(focused, PATIENT).toBe(ids[1])
  await page.keyboard.press('Enter')
  await page.getByRole('article', { name: `Request ${ids[1]}` }).waitFor()
  await expect.poll(focused, PATIENT).toBe('request-panel')
  await page.keyboard.press('j')
  await page.getByRole('article', { name: `Request ${ids[2]}` }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(focused, PATIENT).toBe(ids[2])
  await expect.poll(() => new URL(page.url()).search, PATIENT).toBe('')
})

test('Back closes a request that was opened beside the list, and then leads to the page before', async () => {
  await using stage = await openStage({ anthropic: 1 })
  const ids = [await sendOne(stage), await sendOne(stage)]
  await using page = await openPage(stage.gateway.url)
  await page.getByRole('link', { name: 'Requests', exact: true }).click()
  await expectRows(page, 2)
  for (const index of [0, 1]) await rowsOf(page).nth(index).getByRole('link').click()
  await page.getByRole('article', { name: `Request ${ids[0]}` }).waitFor()
  await page.goBack()
  await expect.poll(() => page.getByRole('article').count(), PATIENT).toBe(0)
  await expectRows(page, 2)
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

test('a list that was not answered says why, and is asked for again', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await stage.message()
  await using page = await openPage(stage.gateway.url, { tolerates: [/status of 500/] })
  const detail = 'The database cannot be read just now.'
  await page.route('**/api/requests?*', (route) => route.fulfill({ status: 500, json: { code: 'internal', detail } }))
  await page.getByRole('link', { name: 'Requests', exact: true }).click()
  await page.getByText(detail).waitFor()
  await page.unroute('**/api/requests?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('claude-sonnet-5').first().waitFor()
  expect(await page.getByText(detail).count()).toBe(0)
})
