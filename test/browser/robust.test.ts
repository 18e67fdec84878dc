import { expect, test } from 'vitest'
import { expectAccessible } from '../harness/accessible.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { openPage } from '../harness/page.ts'
import { openStage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

test('a page whose file is gone says so, and the others go on', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await openPage(stage.gateway.url, {
    tolerates: [/status of 404/, /could not be loaded/],
  })
  await page.route('**/assets/analytics-page-*.js', (route) => route.fulfill({ status: 404, body: '' }))
  await page.getByRole('link', { name: 'Analytics' }).click()
  await page.getByRole('heading', { level: 1, name: 'This page did not load' }).waitFor()
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await page.getByRole('link', { name: 'Analytics' }).click()
  await page.unroute('**/assets/analytics-page-*.js')
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor()
})

test('a page that cannot show what it was told fails by itself, in words', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await using page = await openPage(stage.gateway.url, { tolerates: [/TypeError/, /error occurred/] })
  await page.route('**/api/analytics*', (route) => route.fulfill({ json: {} }))
  await page.getByRole('link', { name: 'Analytics' }).click()
  await page.getByRole('heading', { level: 1, name: 'This page failed' }).waitFor()
  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
})

test('charts are drawn where the system names a language that is none', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await stage.message()
  await using page = await openPage(stage.gateway.url)
  await page.addInitScript("Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true })")
  await page.reload()
  await page.getByRole('img', { name: /^Requests of the last ten minutes/ }).waitFor()
})

test('a connection that is lost shows, keeps what was seen, and heals by itself', async () => {
  await using home = await openTemporaryFiles()
  const plan = { anthropic: 1, home: home.folder, env: { PORT: String(await findFreePort()) } }
  const first = await openStage(plan)
  await using page = await openPage(`${first.gateway.url}/accounts`, { tolerates: [/net::ERR_/] })
  await page.getByRole('rowheader', { name: /key-1/ }).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await first[Symbol.asyncDispose]()
  await page.getByText('Connection lost', { exact: true }).waitFor()
  await page.getByText(/^The gateway cannot be reached. What is shown is of \d/).waitFor()
  await page.getByRole('rowheader', { name: /key-1/ }).waitFor()
  await expectAccessible(page)
  await using second = await openStage({ ...plan, anthropic: 2 })
  expect(second.gateway.url).toBe(first.gateway.url)
  await page.getByText('Live', { exact: true }).waitFor()
  await page.getByRole('rowheader', { name: /key-2/ }).waitFor()
  expect(await page.getByText('The gateway cannot be reached').count()).toBe(0)
})

test('a page that is first opened while the gateway is away says so, and fills when it is back', async () => {
  await using home = await openTemporaryFiles()
  const plan = { anthropic: 1, home: home.folder, env: { PORT: String(await findFreePort()) } }
  const first = await openStage(plan)
  await using page = await openPage(first.gateway.url, { tolerates: [/net::ERR_/, /could not be loaded/] })
  await page.getByText('Live', { exact: true }).waitFor()
  await first[Symbol.asyncDispose]()
  await page.getByRole('link', { name: 'Analytics' }).click()
  await page.getByText('It may be away for a moment').waitFor()
  await using second = await openStage(plan)
  await second.message()
  await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
})

test('what a page asks for while the gateway is away is told as such, and comes when it is back', async () => {
  await using home = await openTemporaryFiles()
  const plan = { anthropic: 1, home: home.folder, env: { PORT: String(await findFreePort()) } }
  const first = await openStage(plan)
  await using page = await openPage(`${first.gateway.url}/analytics`, { tolerates: [/net::ERR_/] })
  await page.getByText('Live', { exact: true }).waitFor()
  await page.getByText('No request in the last 24 hours').waitFor()
  await first[Symbol.asyncDispose]()
  await page.getByRole('radio', { name: '7d' }).press('Space')
  await page.getByText('The gateway cannot be reached. Is it running?').waitFor()
  await using second = await openStage(plan)
  await second.message()
  await page.getByText('No request in the last 7 days').or(page.getByText('claude-sonnet-5')).first().waitFor()
  expect(await page.getByText('The gateway cannot be reached').count()).toBe(0)
})
