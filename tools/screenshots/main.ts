import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { PLAY_S } from '../../src/demo/scenes.ts'
import { startServer } from '../../test/harness/running-server.ts'
import { toLaunchOptions } from '../browser/launch-options.ts'
import type { PageLook } from '../browser/page-look.ts'
import { ROOT } from '../dashboard/dashboard-folders.ts'
import { prepareDashboard } from '../dashboard/prepare-dashboard.ts'
import { enliven, findFailover } from './enliven.ts'
import { startWithHistory } from './history.ts'
import { IMAGES, takePicture } from './take-picture.ts'

/**
 * `npm run screenshots`: the dashboard's pages in light and in dark, two of them on a phone, for the README and the pages of
 * docs/. Names of pages after it take those alone: `npm run screenshots -- overview`.
 */
const LIGHT: PageLook = { colorScheme: 'light' }
const DARK: PageLook = { colorScheme: 'dark' }
const PHONE: PageLook = { colorScheme: 'light', width: 375 }

interface Picture {
  readonly page: string
  readonly path: string
  /** Second of the demo's play at which most is to be seen on it. */
  readonly second: number
  readonly looks: Readonly<Record<string, PageLook>>
}

const PICTURES: readonly Picture[] = [
  // Two accounts are limited.
  { page: 'overview', path: '/', second: 12, looks: { light: LIGHT, dark: DARK, phone: PHONE } },
  { page: 'accounts', path: '/accounts', second: 11, looks: { light: LIGHT, dark: DARK, phone: PHONE } },
  { page: 'requests', path: '/requests', second: 28, looks: { light: LIGHT, dark: DARK } },
  { page: 'settings', path: '/settings', second: 50, looks: { light: LIGHT, dark: DARK } },
]

/** So much has happened then that charts and shares say something. */
const PLAYED_MS = 3 * 60_000

async function main(wanted: readonly string[]): Promise<void> {
  prepareDashboard()
  await mkdir(IMAGES, { recursive: true })
  const isWanted = (page: string): boolean => wanted.length === 0 || wanted.includes(page)
  await using browser = await chromium.launch(await toLaunchOptions())
  if (isWanted('analytics')) await takeHistory(browser)
  if (wanted.length === 0 || wanted.some((page) => page !== 'analytics')) await takeDemo(browser, isWanted)
}

async function takeHistory(browser: Browser): Promise<void> {
  await using server = await startWithHistory()
  const url = `${server.url}/analytics?range=7d`
  await takePicture(browser, { url, name: 'analytics-light', look: LIGHT })
  await takePicture(browser, { url, name: 'analytics-dark', look: DARK })
}

async function takeDemo(browser: Browser, isWanted: (page: string) => boolean): Promise<void> {
  await using server = await startServer(ROOT, [process.execPath, 'src/cli/main.ts', 'serve', '--demo'])
  const began = performance.now()
  process.stderr.write('the demo plays for three minutes, so that there is something to see\n')
  await using calls = await enliven(server.url)
  await calls.play(PLAYED_MS)
  for (const { page, path, second, looks } of PICTURES) {
    if (!isWanted(page)) continue
    await pause(untilSecond(second, performance.now() - began))
    for (const [look, plan] of Object.entries(looks)) {
      await takePicture(browser, { url: server.url + path, name: `${page}-${look}`, look: plan })
    }
  }
  if (!isWanted('request')) return
  const url = `${server.url}/requests/${await findFailover(server.url)}`
  await takePicture(browser, { url, name: 'request-light', look: LIGHT })
  await takePicture(browser, { url, name: 'request-dark', look: DARK })
}

/** Ms until the play comes to this second, within a minute. */
function untilSecond(second: number, playedMs: number): number {
  const at = playedMs % (PLAY_S * 1_000)
  return (second * 1_000 - at + PLAY_S * 1_000) % (PLAY_S * 1_000)
}

await main(process.argv.slice(2))
