import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import { expectFocus } from '../harness/focus.ts'
import { ask, askJson } from '../harness/ask.ts'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import { openPage, type PagePlan } from '../harness/page.ts'
import { getJson, openStage, type Stage } from '../harness/stage.ts'
import { openWebhook } from '../harness/webhook.ts'

/** A busy machine is given time. */
const WITHIN = { timeout: 30_000 }

async function visit(stage: Stage, plan: PagePlan = {}): Promise<Page> {
  const page = await openPage(`${stage.gateway.url}/settings`, plan)
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  return page
}

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Numbers of the keys that the next `count` messages go to. */
async function hitBy(stage: Stage, count: number): Promise<number> {
  const before = stage.hits()
  for (let number = 0; number < count; number += 1) await stage.message()
  return stage.hits().filter((hits, index) => hits > (before[index] ?? 0)).length
}

test('a strategy holds for the next request as soon as it is picked', async () => {
  await using stage = await openStage({ anthropic: 2 })
  await using page = await visit(stage)
  expect(await hitBy(stage, 4)).toBe(2)
  await section(page, 'Pool lb').getByLabel('Strategy').selectOption('session')
  await page.getByText('Pool lb: saved. It holds from the next request on').waitFor()
  expect(await hitBy(stage, 4)).toBe(1)
  await section(page, 'Pool lb').getByLabel('Session length, hours').waitFor()
})

test('what the environment has set is locked, and says by what', async () => {
  await using stage = await openStage({ anthropic: 2, strategy: 'weighted' })
  await using page = await visit(stage)
  await section(page, 'Pool lb').getByText('set by LOAD_BALANCER_STRATEGY').waitFor()
  expect(await section(page, 'Pool lb').getByLabel('Strategy').isDisabled()).toBe(true)
})

test('a pool of signed-in accounts keeps to sessions, and says why', async () => {
  await using server = await openAuthorizationServer()
  await using stage = await openOAuthStage(server)
  await stage.signIn('team')
  await using page = await visit(stage, { tolerates: [/status of 409/] })
  const strategy = section(page, 'Pool accounts').getByLabel('Strategy')
  await strategy.selectOption('round-robin')
  await section(page, 'Pool accounts')
    .getByText(/OAuth|sign/i)
    .first()
    .waitFor()
  await expect.poll(() => strategy.getAttribute('aria-invalid'), WITHIN).toBe('true')
  expect(await strategy.inputValue()).toBe('session')
})

test('a pool is added, and removed once that is confirmed', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage)
  await page.getByRole('button', { name: 'Add a pool' }).click()
  await page.getByLabel('Name').fill('batch')
  await page.getByRole('button', { name: 'Add the pool' }).click()
  const pool = section(page, 'Pool batch')
  await pool.getByText('empty').waitFor()
  await pool.getByRole('button', { name: 'Remove pool batch' }).press('Enter')
  const question = pool.getByRole('group', { name: 'Remove pool batch?' })
  const keep = question.getByRole('button', { name: 'Keep' })
  await expectFocus(keep)
  await keep.press('Escape')
  await expectFocus(pool.getByRole('button', { name: 'Remove pool batch' }))
  await page.keyboard.press('Enter')
  await question.getByRole('button', { name: 'Remove pool batch' }).press('Enter')
  await expect.poll(() => pool.count(), WITHIN).toBe(0)
  await expectFocus(page.getByRole('button', { name: 'Add a pool' }))
  await section(page, 'Who changed what').getByText('batch').first().waitFor()
})

test('a refused setting is told at its field, which has the focus, and the focus stays in the form once it is saved', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage, { tolerates: [/status of 400/] })
  const calls = section(page, 'Calls')
  const zone = calls.getByLabel('Time zone')
  await zone.fill('Mars/Olympus')
  await calls.getByRole('button', { name: 'Save' }).click()
  await calls
    .getByRole('alert')
    .getByText(/Mars\/Olympus.*accepted is an IANA time zone/)
    .waitFor()
  await expectFocus(calls.locator('[aria-invalid="true"]'))
  const told = calls.locator(`[id="${await zone.getAttribute('aria-describedby')}"]`)
  expect(await told.getAttribute('role')).toBe('alert')
  await expectAccessible(page)
  await zone.fill('Europe/Berlin')
  await calls.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Saved. It holds from the next request on').waitFor()
  await expectFocus(calls.locator('form'))
})

test('what is not saved yet is still there for whoever looked at another page first', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage)
  const calls = section(page, 'Calls')
  await calls.getByLabel('Attempts at most').fill('3')
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await calls.getByRole('button', { name: 'Save' }).waitFor()
  expect(await calls.getByLabel('Attempts at most').inputValue()).toBe('3')
  await calls.getByRole('button', { name: 'Discard' }).press('Enter')
  expect(await calls.getByLabel('Attempts at most').inputValue()).not.toBe('3')
  expect(await calls.getByRole('button', { name: 'Save' }).count()).toBe(0)
  await expectFocus(calls.locator('form'))
})

test('how long requests are kept is changed, and a page that is open elsewhere follows', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage)
  await using elsewhere = await visit(stage)
  await section(page, 'Retention').getByLabel('Requests, days').fill('3')
  await section(page, 'Retention').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved. It holds from the next request on').waitFor()
  const days = section(elsewhere, 'Retention').getByLabel('Requests, days')
  await expect.poll(() => days.inputValue(), WITHIN).toBe('3')
})

test('a price is set for a model that was asked for, and removed', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await stage.message()
  const models = async () => (await ask(`${stage.gateway.url}/api/prices`)).text
  await expect.poll(models, WITHIN).toContain('claude-sonnet-5')
  await using page = await visit(stage)
  const prices = section(page, 'Prices')
  await prices.getByRole('button', { name: 'Set the price of claude-sonnet-5' }).click()
  await page.getByLabel('Input').fill('7')
  await page.getByRole('button', { name: 'Set the price' }).last().click()
  await prices
    .getByRole('row', { name: /^claude-sonnet-5 set here 7\.00/ })
    .first()
    .waitFor()
  await prices.getByRole('button', { name: 'Change the price of claude-sonnet-5' }).click()
  await page.getByRole('button', { name: 'Remove this price' }).click()
  await expect.poll(() => prices.getByText('set here', { exact: true }).count(), WITHIN).toBe(0)
  await prices.getByText('built-in', { exact: true }).waitFor()
})

test('a webhook is tried out', async () => {
  await using hook = await openWebhook()
  await using stage = await openStage({ anthropic: 1, env: { ALERT_WEBHOOK_URL: hook.url } })
  await using page = await visit(stage)
  await section(page, 'Alerts').getByRole('button', { name: 'Send a test' }).click()
  await expect.poll(() => hook.posted().length, WITHIN).toBe(1)
  expect(await page.content()).not.toContain('canary-of-a-webhook')
})

test('the first key is shown once, ends open mode, and is what the dashboard asks for then', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage, { tolerates: [/status of 401/] })
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByText('The first key ends open mode for good').waitFor()
  await page.getByLabel('Name').fill('me')
  await page.getByRole('button', { name: 'Make the key' }).last().click()
  const dialog = page.getByRole('dialog', { name: 'Key me' })
  const key = (await dialog.locator('pre').textContent()) ?? ''
  expect(key).toMatch(/^cf_/)
  // It stays where it is, also when the page behind it has noticed that nobody is signed in.
  await page.locator('input[name="key"]').waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'I have it: sign in' }).click()
  await page.getByLabel('Admin key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  await section(page, 'Client keys').getByRole('rowheader', { name: 'me' }).waitFor()
  expect(await page.content()).not.toContain(key)
})

test('a key is deleted once that is confirmed, and the last admin key is kept', async () => {
  await using stage = await openStage({ anthropic: 1 })
  const { url } = stage.gateway
  const admin = await askJson(`${url}/api/keys`, { name: 'me', scopes: ['call', 'admin'] })
  const { key } = JSON.parse(admin.text) as { key: string }
  const headers = ['x-api-key', key]
  await askJson(`${url}/api/keys`, { name: 'ci' }, { headers })
  await using page = await openPage(`${url}/settings`, { tolerates: [/status of (?:401|409)/] })
  await page.getByLabel('Admin key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Delete key ci' }).click()
  await page.getByRole('button', { name: 'Delete the key' }).click()
  await page.getByText('Key ci is deleted').waitFor()
  expect(await getJson(`${url}/api/keys`, { headers })).toMatchObject({ items: [{ name: 'me' }] })
  await page.getByRole('button', { name: 'Delete key me' }).click()
  await page.getByRole('button', { name: 'Delete the key' }).click()
  await page
    .getByRole('alert')
    .getByText(/admin key/)
    .waitFor()
})

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 375],
  ['dark', 375],
] as const)('dialogs are accessible and no wider: %s, %d pixels', async (colorScheme, width) => {
  await using stage = await openStage({ anthropic: 1 })
  await stage.message()
  await using page = await visit(stage, { colorScheme, width })
  for (const name of ['Add a pool', 'Make a key', 'Set a price']) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count(), WITHIN).toBe(0)
  }
})
