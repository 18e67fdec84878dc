import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import type { CheckoutCopy } from '../harness/checkout-copy.ts'
import { copyCheckout } from '../harness/checkout-copy.ts'
import type { RunningServer } from '../harness/running-server.ts'
import { startServer } from '../harness/running-server.ts'

/** `npm start` in a checkout: the dashboard is built where it has to be, and the server starts whatever becomes of that. */
const BUILDS = 'claudeflare: building the dashboard'

let checkout: CheckoutCopy
beforeAll(async () => {
  checkout = await copyCheckout()
})
afterAll(() => checkout[Symbol.asyncDispose]())

const npmStart = (): Promise<RunningServer> => startServer(checkout.folder, ['npm', 'start', '--silent'])

/** One start after the other, as a day in a checkout goes. */
test('it is built once, again when its sources change, and not at all where that fails', async () => {
  {
    await using server = await npmStart()
    expect(server.stderr()).toContain(BUILDS)
    expect(await ask(server.url)).toMatchObject({ status: 200 })
    expect(await server.stop()).toMatchObject({ code: 0, stdout: `listening on ${server.url}\n` })
  }
  {
    await using server = await npmStart()
    expect(server.stderr()).not.toContain(BUILDS)
    expect((await ask(server.url)).status).toBe(200)
  }
  await writeFile(join(checkout.folder, 'dashboard/src/main.tsx'), 'this is no program')
  {
    await using server = await npmStart()
    expect(server.stderr()).toMatch(/main\.tsx[^]*the dashboard could not be built, as told above/)
    expect((await ask(server.url)).status).toBe(200)
  }
  await rm(join(checkout.folder, 'dist'), { recursive: true })
  {
    await using server = await npmStart()
    const told = await ask(server.url)
    expect(told.status).toBe(404)
    expect(told.text).toContain('`npm run build:dashboard` builds it')
    expect((await ask(`${server.url}/health/live`)).status).toBe(200)
  }
}, 300_000)
