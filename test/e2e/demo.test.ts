import { expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { toItems } from '../harness/json.ts'
import { openStage } from '../harness/stage.ts'

/** Contract §2: `--demo`, where someone with no key at all sees requests balanced. */
test('serve --demo balances over simulated accounts of three vendors, and ends when told to', async () => {
  await using stage = await openStage({
    args: ['--demo'],
    env: { LOAD_BALANCER_ENABLED: undefined, LOG_FORMAT: 'text' },
  })
  const { url } = stage.gateway
  await expect
    .poll(async () => new Set(toItems((await ask(`${url}/api/requests`)).text).map(({ provider }) => provider)), {
      timeout: 40_000,
    })
    .toEqual(new Set(['anthropic', 'gemini', 'openai']))
  await expect
    .poll(() => stage.gateway.stderr())
    .toMatch(/load balancer selected anthropic-\d \(round-robin\), \d available/)
  const accounts = toItems((await ask(`${url}/api/accounts`)).text)
  expect(accounts).toHaveLength(8)
  // It is killed, and has no status, where it does not.
  expect((await stage.gateway.stop()).code).toBe(0)
})
