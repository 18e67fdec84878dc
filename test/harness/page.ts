import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { expect, inject, onTestFinished } from 'vitest'
import { toPageOptions, type PageLook } from '../../tools/browser/page-look.ts'

/** What a test asks of a page beside its address. */
export interface PagePlan extends PageLook {
  /** What the page may say on its console all the same, as a refused sign-in's `status of 401`. */
  readonly tolerates?: readonly RegExp[]
}

let connecting: Promise<Browser> | null = null

/**
 * Opens an address in a browser that knows nothing yet, and resolves when it has loaded. It closes with the test, which
 * fails if the page has said an error on its console, broken its own security policy, thrown, or asked another host for
 * anything.
 */
export async function openPage(url: string, plan: PagePlan = {}): Promise<Page> {
  connecting ??= chromium.connect(inject('browser'))
  const context = await (await connecting).newContext(toPageOptions(plan))
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const complaints = listen(page, new URL(url).host)
  onTestFinished(async () => {
    await context.close()
    const tolerated = plan.tolerates ?? []
    expect(complaints.filter((said) => !tolerated.some((words) => words.test(said)))).toEqual([])
  })
  await page.goto(url)
  return page
}

/** Gathers whatever a page should not do, in words. */
function listen(page: Page, host: string): readonly string[] {
  const complaints: string[] = []
  // A broken policy is an error on the console, too.
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`on the console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const asked = new URL(request.url())
    const isOurs = asked.host === host || asked.protocol === 'data:' || asked.protocol === 'blob:'
    if (!isOurs) complaints.push(`asked of another host: ${request.url()}`)
  })
  return complaints
}
