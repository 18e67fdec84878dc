import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { pick } from '../harness/json.ts'
import { getJson, MESSAGE, openStage } from '../harness/stage.ts'

const ADMIN = 'an-admin-key-of-the-quiet-test-0123456789'
/** The platform drops an object that has nothing to do after ten seconds. */
const LULL_MS = 11_000

test('after a lull an object still knows what was asked in the last minutes', async () => {
  await using stage = await openStage({ anthropic: 1, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN } })
  const { url } = stage.gateway
  const asAdmin = { headers: ['x-api-key', ADMIN] }
  const made = await askJson(`${url}/api/keys`, { name: 'a', pools: ['lb'], requests_per_minute: 2 }, asAdmin)
  const asClient = { headers: ['x-api-key', String(pick(JSON.parse(made.text), 'key'))] }
  const call = async (): Promise<number> => (await askJson(`${url}/v1/messages`, MESSAGE, asClient)).status
  stage.script(1, ...Array.from({ length: 5 }, () => ({ kind: 'fail', status: 500 }) as const))
  for (let count = 0; count < 3; count += 1) await stage.message()
  expect([await call(), await call(), await call()]).toEqual([500, 500, 429])
  await pause(LULL_MS)
  expect(await call()).toBe(429)
  // Five failures are not yet enough, and the sixth is, however long the silence before it.
  stage.script(1, { kind: 'fail', status: 500 })
  await stage.message()
  expect(await getJson(`${url}/api/accounts`, asAdmin)).toMatchObject({ items: [{ state: 'disabled' }] })
}, 60_000)
