import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { toItems, toRecord } from '../harness/json.ts'
import { signIn } from '../harness/session.ts'
import { openStage } from '../harness/stage.ts'

const ADMIN = 'canary-of-an-admin-key-0123456789'
const AS_ADMIN = ['x-api-key', ADMIN]

test('the audit log keeps who changed what, through a restart, and no secret', async () => {
  const stage = await openStage({ anthropic: 1, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN } })
  await using held = stage
  const { url } = stage.gateway
  const made = await askJson(`${url}/api/keys`, { name: 'laptop', scopes: ['call'] }, { headers: AS_ADMIN })
  const { id, key } = toRecord(made.text)
  const cookie = await signIn(url, ADMIN)
  const page = ['cookie', cookie, 'origin', url]
  await askJson(`${url}/api/pools/lb`, { strategy: 'weighted' }, { method: 'PATCH', headers: page })
  await ask(`${stage.lb}/v1/load-balancer/reset`, { method: 'POST', headers: AS_ADMIN })
  await askJson(`${url}/api/pools/nothing`, { strategy: 'weighted' }, { method: 'PATCH', headers: AS_ADMIN })
  await askJson(
    `${url}/api/pools/lb`,
    { strategy: 'weighted' },
    { method: 'PATCH', headers: ['x-api-key', String(key)] },
  )
  await ask(`${url}/api/keys/${String(id)}`, { method: 'DELETE', headers: AS_ADMIN })

  const expected = [
    { who: 'key CLAUDEFLARE_ADMIN_KEY (environment)', action: 'key.delete', target: id, detail: null },
    { who: 'key CLAUDEFLARE_ADMIN_KEY (environment)', action: 'pool.reset', target: 'lb', detail: null },
    {
      who: 'session of CLAUDEFLARE_ADMIN_KEY (environment)',
      action: 'pool.change',
      target: 'lb',
      detail: { strategy: 'weighted' },
    },
    { who: 'key CLAUDEFLARE_ADMIN_KEY (environment)', action: 'session.create', target: 'session', detail: null },
    {
      who: 'key CLAUDEFLARE_ADMIN_KEY (environment)',
      action: 'key.create',
      target: id,
      detail: { name: 'laptop', scopes: ['call'] },
    },
  ]
  const first = await ask(`${url}/api/audit`, { headers: AS_ADMIN })
  expect(toItems(first.text)).toMatchObject(expected)
  for (const secret of [ADMIN, String(key), cookie.slice(-43)]) expect(first.text).not.toContain(secret)
  await stage.gateway.stop()

  await using again = await openStage({ home: held.gateway.home, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN } })
  const pages: unknown[] = []
  for (let cursor: unknown = ''; typeof cursor === 'string';) {
    const query = cursor === '' ? '?limit=2' : `?limit=2&cursor=${cursor}`
    const told = await ask(`${again.gateway.url}/api/audit${query}`, { headers: AS_ADMIN })
    pages.push(...toItems(told.text))
    cursor = toRecord(told.text)['next']
  }
  expect(pages).toEqual(toItems(first.text))
})
