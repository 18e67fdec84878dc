import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { startServer } from '../test/harness/running-server.ts'
import { toLaunchOptions } from './browser/launch-options.ts'
import type { PageLook } from './browser/page-look.ts'
import { toPageOptions } from './browser/page-look.ts'
import { ROOT } from './dashboard/dashboard-folders.ts'
import { prepareDashboard } from './dashboard/prepare-dashboard.ts'

/**
 * `npm run screenshots`: the dashboard's pages as `--demo` fills them, in light, in dark and on a phone, for the README and
 * the pages of docs/. Names of pages after it take those alone: `npm run screenshots -- overview`.
 */
const IMAGES = join(ROOT, 'docs/images')

/** The play of the demo begins anew each minute; a quarter into the second one, some accounts are limited. */
const PLAYED_MS = 75_000
/** What a page asks for has come by then, and what it draws is drawn. */
const SETTLED_MS = 2_000
/** A picture that is larger does not belong into a checkout. */
const MOST_BYTES = 200_000

const LOOKS: Readonly<Record<string, PageLook>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', width: 375 },
}

async function main(wanted: readonly string[]): Promise<void> {
  prepareDashboard()
  await mkdir(IMAGES, { recursive: true })
  await using server = await startServer(ROOT, [process.execPath, 'src/cli/main.ts', 'serve', '--demo'])
  await using browser = await chromium.launch(await toLaunchOptions())
  process.stderr.write('the demo plays for a minute, so that there is something to see\n')
  await pause(PLAYED_MS)
  const request = await findFailover(server.url)
  const pages = {
    overview: '/',
    accounts: '/accounts',
    requests: '/requests',
    request: `/requests/${request}`,
    analytics: '/analytics',
    settings: '/settings',
  }
  for (const [name, path] of Object.entries(pages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for (const [look, plan] of Object.entries(LOOKS)) {
      await take(browser, { url: server.url + path, plan, file: join(IMAGES, `${name}-${look}.png`) })
    }
  }
}

/** A request that several accounts were asked for: its trace has most to show. */
async function findFailover(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/requests?limit=200`)
  const { items } = (await answer.json()) as { items: readonly { id: string; failovers: number; end: string }[] }
  const told = items.toSorted((a, b) => Number(b.end === 'ok') - Number(a.end === 'ok') || b.failovers - a.failovers)
  const [first] = told
  if (first === undefined) throw new Error('the demo has made no requests')
  return first.id
}

interface Shot {
  readonly url: string
  readonly plan: PageLook
  readonly file: string
}

async function take(browser: Browser, { url, plan, file }: Shot): Promise<void> {
  const context = await browser.newContext(toPageOptions(plan))
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await pause(SETTLED_MS)
  await page.screenshot({ path: file })
  await context.close()
  const { size } = await stat(file)
  process.stdout.write(`${file} ${Math.round(size / 1000)} KB\n`)
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}`)
}

await main(process.argv.slice(2))
