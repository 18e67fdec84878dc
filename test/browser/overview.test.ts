import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import { expectFocus } from '../harness/focus.ts'
import { askJson } from '../harness/ask.ts'
import { openPage, type PagePlan } from '../harness/page.ts'
import { MESSAGE, openStage, type Stage } from '../harness/stage.ts'

/** Events may take a second, and a machine may be busy. */
const WITHIN = { timeout: 30_000 }
const LIMIT = { kind: 'limit', retryAfter: '60' } as const

async function visit(stage: Stage, plan: PagePlan = {}): Promise<Page> {
  const page = await openPage(stage.gateway.url, plan)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  return page
}

test('an empty gateway shows the steps to the first call, and the first call as it comes', async () => {
  await using stage = await openStage()
  await using page = await visit(stage)
  await page.getByText('Three steps to the first call').waitFor()
  const { url } = stage.gateway
  await page.getByText(`ANTHROPIC_BASE_URL=${url} ANTHROPIC_AUTH_TOKEN=unused claude`).waitFor()
  await page.getByRole('button', { name: 'Add an account' }).press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await expectFocus(page.getByRole('heading', { level: 1, name: 'Accounts' }))
  await page.getByRole('button', { name: 'Add an account' }).click()
  await page.getByLabel('Key', { exact: true }).fill('sk-ant-canary-of-a-first-account-0123456789')
  await page.getByRole('button', { name: 'Add the account' }).click()
  await page.getByText('serving').first().waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByText('One is there.').waitFor()
  await askJson(`${url}/v1/messages`, MESSAGE)
  await page.getByRole('region', { name: 'Right now' }).waitFor()
  await expect.poll(() => page.getByText('Three steps to the first call').count(), WITHIN).toBe(0)
})

test('a gateway that has served before shows no first steps, though none of its requests is kept', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await stage.message()
  await using page = await openPage(stage.gateway.url, { tolerates: [/ERR_FAILED/] })
  await page.route('**/api/events?*', (route) => route.abort())
  await page.route('**/api/requests?*', (route) => route.fulfill({ json: { items: [], next: null } }))
  await page.route('**/api/overview', async (route) => {
    const response = await route.fetch()
    const body = (await response.json()) as { readonly live: object }
    await route.fulfill({ response, json: { ...body, live: { ...body.live, requests: 0 } } })
  })
  await page.reload()
  await page.getByText('None of late').waitFor()
  expect(await page.getByText('Three steps to the first call').count()).toBe(0)
})

test('the lines for a client are chosen with the arrow keys', async () => {
  await using stage = await openStage()
  await using page = await visit(stage)
  await page.getByRole('tab', { name: 'Claude Code' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  const chosen = page.getByRole('tab', { name: 'OpenAI SDK' })
  await expect.poll(() => chosen.getAttribute('aria-selected'), WITHIN).toBe('true')
  await page.getByText(`OPENAI_BASE_URL=${stage.gateway.url}/v1`).waitFor()
})

test('a failover arrives live, and leads to its trace', async () => {
  await using stage = await openStage({ anthropic: 2 })
  await stage.message()
  await using page = await visit(stage)
  await page.getByText('None of late').waitFor()
  stage.always(1, LIMIT)
  const told = [await stage.message(), await stage.message()].find(
    ({ headers }) => headers['x-claudeflare-attempts'] === '2',
  )
  const failover = page.getByRole('link', { name: /Moved from key-1 \(.+\) to key-2/ })
  await failover.waitFor()
  expect(await failover.getAttribute('href')).toBe(`/requests/${told?.headers['x-claudeflare-request-id']}`)
})

test('a pool shows who serves and who cools as it happens', async () => {
  await using stage = await openStage({ anthropic: 2 })
  await stage.message()
  await using page = await visit(stage)
  const pool = page.getByRole('region', { name: 'Pool lb' })
  await pool.getByText('2 of 2 serving').waitFor()
  stage.always(1, LIMIT)
  for (let call = 0; call < 2; call += 1) await stage.message()
  await pool.getByText('1 of 2 serving').waitFor()
  await pool.getByText('cooling').waitFor()
})

const LOOKS = [
  { colorScheme: 'light', width: 1_280 },
  { colorScheme: 'dark', width: 1_280 },
  { colorScheme: 'light', width: 375 },
  { colorScheme: 'dark', width: 375 },
] as const

test.each([
  ['Three steps to the first call', 0],
  ['Failovers and failures', 3],
] as const)('with “%s” it is accessible, and no wider', async (name, anthropic) => {
  await using stage = await openStage({ anthropic })
  if (anthropic > 0) {
    stage.always(1, LIMIT)
    for (let call = 0; call < 4; call += 1) await stage.message()
  }
  for (const look of LOOKS) {
    await using page = await visit(stage, look)
    await page.getByRole('heading', { name }).waitFor()
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
  }
})

test('of many pools eight are shown, and the others when asked for', async () => {
  const pools = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`team-${index + 1}`, {}]))
  await using stage = await openStage({ anthropic: 1, config: { pools } })
  await stage.message()
  await using page = await visit(stage)
  const cards = page.getByRole('region', { name: /^Pool / })
  await expect.poll(() => cards.count(), WITHIN).toBe(8)
  await page.getByRole('button', { name: 'Show 2 more pools' }).click()
  expect(await cards.count()).toBe(10)
  await page.getByRole('button', { name: 'Show fewer pools' }).click()
  expect(await cards.count()).toBe(8)
})

test.each([375, 1280])('names of 100 characters make no page wider than its window: %d pixels', async (width) => {
  await using stage = await openStage({ anthropic: 1 })
  const name = 'W'.repeat(100)
  await stage.message()
  const added = await askJson(`${stage.gateway.url}/api/accounts`, {
    kind: 'api_key',
    provider: 'anthropic',
    name,
    api_key: 'sk-ant-canary-of-a-long-name-0123456789',
  })
  expect(added.status).toBe(201)
  await using page = await visit(stage, { width })
  await page.getByRole('link', { name }).first().waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
})
