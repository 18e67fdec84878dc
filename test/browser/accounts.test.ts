import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import { expectFocus } from '../harness/focus.ts'
import { askJson } from '../harness/ask.ts'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import { follow } from '../harness/oauth/strict-client.ts'
import { openPage, type PagePlan } from '../harness/page.ts'
import { MESSAGE, openStage, type Stage } from '../harness/stage.ts'

const KEY = 'sk-ant-canary-of-a-new-account-0123456789'
/** Events may take a second, and a machine may be busy. */
const WITHIN = { timeout: 30_000 }
const LIMIT = { kind: 'limit', retryAfter: '60' } as const

async function visit(stage: Stage, path = '/accounts', plan: PagePlan = {}): Promise<Page> {
  const page = await openPage(stage.gateway.url + path, plan)
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  return page
}

async function addOverApi(stage: Stage, name: string, more: object = {}): Promise<void> {
  const told = await askJson(`${stage.gateway.url}/api/accounts`, { name, api_key: `${KEY}-${name}`, ...more })
  expect(told.status).toBe(201)
}

function rowOf(page: Page, name: string) {
  return page.getByRole('row', { name: new RegExp(`^${name}\\b`) })
}

test('an account is added through the form, and serves the next call', async () => {
  await using stage = await openStage()
  await using page = await visit(stage)
  await page.getByText('No account yet').waitFor()
  await page.getByRole('link', { name: 'Add the first' }).click()
  await page.getByLabel('Key', { exact: true }).fill(KEY)
  await page.getByLabel('Name').fill('work')
  await page.getByRole('button', { name: 'Add the account' }).click()
  await rowOf(page, 'work').getByText('serving').waitFor()
  await page.getByText('work: the vendor takes the credential.').waitFor()
  expect(await page.content()).not.toContain(KEY)
  const told = await askJson(`${stage.gateway.url}/v1/messages`, MESSAGE)
  expect(told.status).toBe(200)
  await expect.poll(() => rowOf(page, 'work').getByRole('cell').nth(2).textContent(), WITHIN).toBe('1')
})

test('what is wrong stands at its field', async () => {
  await using stage = await openStage()
  await using page = await visit(stage, '/accounts?add=api_key', { tolerates: [/status of 400/] })
  await page.getByLabel('Key', { exact: true }).fill(KEY)
  await page.getByText('More').click()
  await page.getByLabel('Weight').fill('heavy')
  await page.getByRole('button', { name: 'Add the account' }).click()
  const weight = page.getByLabel('Weight')
  await expect.poll(() => weight.getAttribute('aria-invalid'), WITHIN).toBe('true')
  expect(await page.getByLabel('Key', { exact: true }).getAttribute('aria-invalid')).toBe('false')
})

test('a key that its vendor refuses is kept, and said to be refused', async () => {
  await using stage = await openStage({ anthropic: 1 })
  stage.provider.on(KEY).otherwise({ kind: 'refuse' })
  await using page = await visit(stage, '/accounts?add=api_key')
  await page.getByLabel('Key', { exact: true }).fill(KEY)
  await page.getByLabel('Name').fill('work')
  await page.getByRole('button', { name: 'Add the account' }).click()
  await page.getByText('work: the vendor refuses the credential').waitFor()
  await rowOf(page, 'work').waitFor()
})

test('a name that another account has is refused beside it', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage, '/accounts?add=api_key', { tolerates: [/status of 409/] })
  await page.getByLabel('Key', { exact: true }).fill(KEY)
  const name = page.getByLabel('Name')
  await name.fill('key-1')
  await page.getByRole('button', { name: 'Add the account' }).click()
  await page.getByText('There is an account named key-1 already').waitFor()
  expect(await name.getAttribute('aria-invalid')).toBe('true')
})

test('an account is added with the keyboard alone', async () => {
  await using stage = await openStage()
  await using page = await visit(stage)
  await page.getByRole('button', { name: 'Add an account' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  // The first field has the focus; from there on it is Tab.
  await page.keyboard.type(KEY)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('by-hand')
  await page.keyboard.press('Enter')
  await rowOf(page, 'by-hand').waitFor()
  await expect.poll(() => page.getByRole('dialog').count(), WITHIN).toBe(0)
})

test('a dialog gives the focus back to what opened it, and Escape closes it', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage)
  await page.getByRole('button', { name: 'key-1', exact: true }).click()
  await page.getByRole('dialog', { name: 'key-1' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate('document.activeElement.textContent'), WITHIN).toBe('key-1')
})

test('an account is paused with a reason and resumed, and a page that is open elsewhere follows', async () => {
  await using stage = await openStage({ anthropic: 2 })
  await using page = await visit(stage)
  await using elsewhere = await visit(stage)
  await page.getByRole('button', { name: 'Pause key-1' }).click()
  await page.getByLabel('Reason').fill('a question about the bill')
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  for (const one of [page, elsewhere]) {
    await rowOf(one, 'key-1').getByText('paused').waitFor()
    await rowOf(one, 'key-1').getByText('a question about the bill').waitFor()
  }
  await page.getByRole('button', { name: 'Resume key-1' }).click()
  for (const one of [page, elsewhere]) await rowOf(one, 'key-1').getByText('serving').waitFor()
})

test('an account is renamed, and only what was changed is sent', async () => {
  await using stage = await openStage()
  await addOverApi(stage, 'work', { weight: 3 })
  await using page = await visit(stage)
  await page.getByRole('button', { name: 'work', exact: true }).click()
  await page.getByRole('button', { name: 'Rename or change' }).click()
  const sent = page.waitForRequest((request) => request.method() === 'PATCH')
  await page.getByLabel('Name').fill('main')
  await page.getByRole('button', { name: 'Save' }).click()
  expect((await sent).postDataJSON()).toEqual({ name: 'main' })
  await page.getByRole('dialog', { name: 'main' }).waitFor()
})

test('an account is removed once its name is typed', async () => {
  await using stage = await openStage()
  await addOverApi(stage, 'work')
  await using page = await visit(stage)
  await page.getByRole('button', { name: 'work', exact: true }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  const remove = page.getByRole('button', { name: 'Remove for good' })
  expect(await remove.isDisabled()).toBe(true)
  await page.getByLabel(/^Type the name/).fill('work')
  await remove.click()
  await page.getByText('No account yet').waitFor()
  await expectFocus(page.getByRole('heading', { level: 1 }))
})

test('an account of the environment is not changed here, and says where', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await visit(stage, '/accounts?account=key-1')
  await page.getByRole('dialog').getByText('LOAD_BALANCER_API_KEYS').waitFor()
  expect(await page.getByRole('button', { name: 'Remove' }).count()).toBe(0)
})

test('a cooldown counts down', async () => {
  await using stage = await openStage({ anthropic: 2 })
  stage.script(1, { kind: 'limit', retryAfter: '600' })
  await stage.message()
  await using page = await visit(stage)
  const countdown = rowOf(page, 'key-1').locator('time').first()
  await rowOf(page, 'key-1').getByText('cooling').waitFor()
  const before = await countdown.textContent()
  await expect.poll(() => countdown.textContent(), WITHIN).not.toBe(before)
  expect(await countdown.textContent()).toMatch(/^(?:9:\d\d|10:00)$/)
})

test('a person signs in, and pastes the address that the vendor sent the browser back to', async () => {
  await using server = await openAuthorizationServer()
  await using stage = await openOAuthStage(server)
  await using page = await visit(stage, '/accounts?add=oauth')
  await page.getByLabel('Name').fill('team')
  await page.getByRole('button', { name: 'Begin the sign-in' }).click()
  const vendor = await page.getByRole('link', { name: 'Open the vendor’s page' }).getAttribute('href')
  const back = await follow(vendor ?? '')
  await page.getByLabel(/^The address it ends on/).fill(back.href)
  await page.getByRole('button', { name: 'Complete the sign-in' }).click()
  await rowOf(page, 'team').getByText('serving').waitFor()
  expect((await stage.call()).status).toBe(200)
})

test('a sign-in that comes back to the gateway goes on by itself', async () => {
  await using server = await openAuthorizationServer()
  await using stage = await openOAuthStage(server, { oauth: { redirect_uri: undefined } })
  await using page = await visit(stage, '/accounts?add=oauth')
  await page.getByLabel('Name').fill('team')
  await page.getByRole('button', { name: 'Begin the sign-in' }).click()
  await page.getByRole('link', { name: 'Open the vendor’s page' }).click()
  await rowOf(page, 'team').getByText('serving').waitFor()
})

test('accounts are sorted and searched', async () => {
  await using stage = await openStage({ anthropic: 3 })
  for (let call = 0; call < 2; call += 1) await stage.message()
  await using page = await visit(stage)
  const names = () => page.getByRole('rowheader').getByRole('button').allTextContents()
  const header = page.getByRole('columnheader', { name: 'Requests' })
  await header.getByRole('button').click()
  await expect.poll(() => header.getAttribute('aria-sort'), WITHIN).toBe('descending')
  await expect.poll(async () => (await names()).at(-1), WITHIN).toBe('key-3')
  await page.getByRole('searchbox').fill('key-2')
  await expect.poll(names, WITHIN).toEqual(['key-2'])
  await page.getByRole('searchbox').fill('nobody')
  await page.getByText('No account is meant by').waitFor()
})

test.each([1_280, 375])(
  'of very many accounts those are drawn that are near what is seen: %d pixels',
  async (width) => {
    await using stage = await openStage({ anthropic: 300 })
    await using page = await visit(stage, '/accounts', { width })
    const pauses = page.getByRole('button', { name: /^Pause key-/ })
    await page.getByRole('button', { name: 'key-1', exact: true }).waitFor()
    expect(await pauses.count()).toBeLessThan(100)
    await page.getByRole('button', { name: 'Show 100 more of 200' }).click()
    await page.getByRole('button', { name: 'Show 100 more of 100' }).click()
    await page.evaluate('window.scrollTo(0, 0)')
    await page.getByRole('button', { name: 'key-1', exact: true }).focus()
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
    const last = page.getByRole('button', { name: 'key-300', exact: true })
    await last.waitFor()
    expect(await last.evaluate((button) => button.getBoundingClientRect().bottom > 0)).toBe(true)
    expect(await pauses.count()).toBeLessThan(120)
    // What has the focus is not taken away from under it.
    expect(await page.evaluate('document.activeElement.textContent')).toBe('key-1')
    await expectAccessible(page)
    await page.getByRole('searchbox').fill('key-271')
    await expect.poll(() => pauses.count(), WITHIN).toBe(1)
  },
)

const PATHS = ['/accounts', '/accounts?account=key-1', '/accounts?add=api_key', '/accounts?add=oauth']

test.each([
  ['light', 1_280],
  ['dark', 1_280],
  ['light', 375],
  ['dark', 375],
] as const)('the list, details and forms are accessible and no wider: %s, %d pixels', async (colorScheme, width) => {
  await using stage = await openStage({ anthropic: 2, gemini: 1 })
  await addOverApi(stage, `a-${'long-'.repeat(19)}x`, { models: ['claude-*'], note: 'x'.repeat(200) })
  stage.script(1, LIMIT)
  await stage.message()
  await using page = await visit(stage, '/accounts', { colorScheme, width })
  for (const path of PATHS) {
    await page.goto(stage.gateway.url + path)
    await page.getByText('cooling').first().waitFor()
    await expectAccessible(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  }
})
