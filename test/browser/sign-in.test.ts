import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import { makeKey, ADMIN_ENV } from '../harness/client-keys.ts'
import { openPage, type PagePlan } from '../harness/page.ts'
import { openStage, type Stage } from '../harness/stage.ts'

/** A busy machine is given time. */
const WITHIN = { timeout: 30_000 }
/** Who is not signed in is told so by a 401. */
const OUT = { tolerates: [/status of 401/] }

async function openLocked(): Promise<Stage> {
  return openStage({ anthropic: 2, env: ADMIN_ENV })
}

async function signIn(stage: Stage, path = '/', key: string = ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY): Promise<Page> {
  const page = await openPage(stage.gateway.url + path, OUT)
  await fillIn(page, key)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return page
}

async function fillIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Admin key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('whoever signs in comes to the page that was asked for', async () => {
  await using stage = await openLocked()
  await using page = await signIn(stage, '/accounts')
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await page.getByRole('rowheader', { name: /key-1/ }).waitFor()
})

test('a wrong key, and one that is no admin key, are refused in words at the field', async () => {
  await using stage = await openLocked()
  const mere = await makeKey(stage)
  await using page = await openPage(stage.gateway.url, { tolerates: [/status of 40[13]/] })
  const field = page.getByLabel('Admin key')
  for (const key of ['cf_this-is-nobodys-key-0123456789', mere.key]) {
    await fillIn(page, key)
    await expect.poll(() => field.getAttribute('aria-invalid'), WITHIN).toBe('true')
    await field.fill('')
  }
})

test('signing out leaves nothing of what was seen, in this page and in others of the same session', async () => {
  await using stage = await openLocked()
  await using page = await signIn(stage, '/accounts')
  await page.getByRole('rowheader', { name: /key-1/ }).waitFor()
  const elsewhere = await page.context().newPage()
  await elsewhere.goto(`${stage.gateway.url}/accounts`)
  await elsewhere.getByRole('rowheader', { name: /key-1/ }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  for (const one of [page, elsewhere]) {
    await one.getByLabel('Admin key').waitFor()
    expect(await one.content()).not.toContain('key-1')
  }
  await elsewhere.getByText('You have been signed out').waitFor()
  expect(await page.getByText('You have been signed out').count()).toBe(0)
  expect(page.url()).toBe(`${stage.gateway.url}/`)
})

test('a session whose key is deleted elsewhere is sent to the sign-in page, and told why', async () => {
  await using stage = await openLocked()
  const other = await makeKey(stage, { scopes: ['admin'] })
  await makeKey(stage, { scopes: ['admin'] })
  await using page = await signIn(stage, '/accounts', other.key)
  await page.getByRole('rowheader', { name: /key-1/ }).waitFor()
  await other.delete()
  await page.getByLabel('Admin key').waitFor()
  await page.getByRole('status').getByText('its key is not an admin key any more').waitFor()
  await expectAccessible(page)
  expect(await page.content()).not.toContain('key-1')
})

test('a theme that was chosen survives a reload, and shows no other one first', async () => {
  await using stage = await openStage()
  await using page = await openPage(stage.gateway.url, {
    colorScheme: 'light',
    tolerates: [/ERR_FAILED/],
  } satisfies PagePlan)
  await page.getByRole('button', { name: 'Theme: system. Change to light' }).click()
  const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
  const light = await background()
  await page.getByRole('button', { name: 'Theme: light. Change to dark' }).click()
  await expect.poll(background).not.toBe(light)
  const dark = await background()
  // What is set before the first paint is set before the document is there; the application's own script runs later.
  await page.addInitScript(
    "addEventListener('DOMContentLoaded', () => { document.title = document.documentElement.dataset.theme ?? 'none' })",
  )
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.reload({ waitUntil: 'domcontentloaded' })
  expect(await page.title()).toBe('dark')
  await page.unroute('**/assets/*.js')
  await page.reload()
  await page.getByRole('button', { name: 'Theme: dark. Change to system' }).waitFor()
  expect(await background()).toBe(dark)
})
