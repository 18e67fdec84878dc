import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { ADMIN_ENV } from '../harness/client-keys.ts'
import { parseExposition, sumOf } from '../harness/exposition.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'

test('/metrics counts requests that no pool took, by the reason', async () => {
  const config = { max_buffered_bytes: 1_000 }
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV, config })
  const { url } = stage.gateway
  const headers = ['x-api-key', ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY]
  const told = [
    await askJson(`${url}/v1/messages`, MESSAGE),
    await askJson(`${url}/v1/messages`, MESSAGE, { headers: ['x-api-key', 'sk-nobody-knows'] }),
    await askJson(`${url}/0b6f2a52-9d0e-4c57-a86f-7e1f1a0c9d12/lb/v1/messages`, MESSAGE),
    await askJson(`${stage.lb}/v1/messages`, { ...MESSAGE, system: 'x'.repeat(2_000) }),
    await askJson(`${stage.lb}/v1/organizations/me`, MESSAGE),
  ]
  expect(told.map(({ error }) => error)).toEqual([
    'unauthorized',
    'unauthorized',
    'not_found',
    'overloaded',
    'forbidden_path',
  ])
  const families = parseExposition((await ask(`${url}/metrics`, { headers })).text)
  const counted = (reason: string) => sumOf(families, 'claudeflare_refused_requests_total', { reason })
  expect(['unauthorized', 'not_found', 'overloaded', 'forbidden_path', 'key_limited'].map(counted)).toEqual([
    2, 1, 1, 1, 0,
  ])
  expect(sumOf(families, 'claudeflare_requests_total')).toBe(0)
})
