import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { toLaunchOptions } from '../../tools/browser/launch-options.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser of all tests is reached. */
    readonly browser: string
  }
}

/** One browser for all tests: each page has a context of its own, which shares nothing with another's. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer(await toLaunchOptions())
  project.provide('browser', server.wsEndpoint())
  return () => server.close()
}
