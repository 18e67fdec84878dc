import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { ADMIN_ENV, makeKey } from '../harness/client-keys.ts'
import { toItems, toRecord } from '../harness/json.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Pools that come and go while it serves, and how long things are kept. */
const AS_ADMIN = ['x-api-key', ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY]

const post = (stage: Stage, path: string, body: object) =>
  askJson(`${stage.gateway.url}${path}`, body, { headers: AS_ADMIN })
const remove = (stage: Stage, path: string) =>
  ask(`${stage.gateway.url}${path}`, { method: 'DELETE', headers: AS_ADMIN })

async function poolsOf(stage: Stage): Promise<readonly unknown[]> {
  return toItems((await ask(`${stage.gateway.url}/api/pools`, { headers: AS_ADMIN })).text).map(({ name }) => name)
}

test('a pool is made, serves, survives a restart, and is removed when it has nothing', async () => {
  await using stage = await openStage({ anthropic: 1, env: { ...ADMIN_ENV, CLAUDEFLARE_SECRET: 'secret-'.repeat(6) } })
  const made = await post(stage, '/api/pools', { name: 'batch', strategy: 'weighted', max_hold_ms: 0 })
  expect([made.status, made.headers['location']]).toEqual([201, '/api/pools/batch'])
  expect(toRecord(made.text)).toMatchObject({ name: 'batch', strategy: 'weighted', max_hold_ms: 0, totalAccounts: 0 })
  expect(await poolsOf(stage)).toEqual(['lb', 'accounts', 'batch'])
  expect((await post(stage, '/api/pools', { name: 'batch' })).status).toBe(409)

  const api_key = 'sk-ant-canary-of-batch-0123456789'
  const account = await post(stage, '/api/accounts', { name: 'b-1', pool: 'batch', provider: 'anthropic', api_key })
  expect(account.status).toBe(201)
  const key = await makeKey(stage, { pools: ['batch'] })
  expect((await key.message()).status).toBe(200)
  const full = await remove(stage, '/api/pools/batch')
  expect([full.status, full.text]).toEqual([409, expect.stringContaining('has accounts (b-1)')])
  expect((await remove(stage, `/api/accounts/${String(toRecord(account.text)['id'])}`)).status).toBe(204)
  const called = await remove(stage, '/api/pools/batch')
  expect([called.status, called.text]).toEqual([409, expect.stringContaining('Client keys are for pool batch')])
  await key.delete()

  await stage.gateway.stop()
  await using again = await openStage({
    anthropic: 1,
    env: { ...ADMIN_ENV, CLAUDEFLARE_SECRET: 'secret-'.repeat(6) },
    home: stage.gateway.home,
  })
  expect(await poolsOf(again)).toEqual(['lb', 'accounts', 'batch'])
  expect((await remove(again, '/api/pools/batch')).status).toBe(204)
  expect((await remove(again, '/api/pools/batch')).status).toBe(404)
  expect(await poolsOf(again)).toEqual(['lb', 'accounts'])
  // One of that name that is made anew has nothing of the old one.
  const anew = await post(again, '/api/pools', { name: 'batch' })
  expect(toRecord(anew.text)).toMatchObject({ strategy: 'session', max_hold_ms: 2_000 })
  const audited = toItems((await ask(`${again.gateway.url}/api/audit`, { headers: AS_ADMIN })).text)
  expect(audited.slice(0, 2)).toMatchObject([
    { action: 'pool.add', target: 'batch' },
    { action: 'pool.remove', target: 'batch' },
  ])
}, 30_000)

test('the two pools that always exist stay, and a name that is none is refused', async () => {
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
  for (const name of ['lb', 'accounts']) {
    expect((await remove(stage, `/api/pools/${name}`)).status).toBe(409)
    expect((await post(stage, '/api/pools', { name })).status).toBe(409)
  }
  for (const body of [{ name: '' }, { name: 'a b' }, { name: 'a.b' }, {}, { name: 'ok', strategy: 'magic' }]) {
    expect((await post(stage, '/api/pools', body)).status).toBe(400)
  }
})

test('how long things are kept is set while it serves, and survives a restart', async () => {
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
  const url = `${stage.gateway.url}/api/config`
  const told = await askJson(
    url,
    { retention: { detail_days: 30, rollup_days: 90 } },
    { method: 'PATCH', headers: AS_ADMIN },
  )
  expect(told.status).toBe(200)
  const kept = { settings: { 'retention.detail_days': 30, 'retention.rollup_days': 90 } }
  expect(toRecord(told.text)).toMatchObject(kept)
  for (const detail_days of [0, 1.5, 'x', null, 100_000]) {
    const refused = await askJson(url, { retention: { detail_days } }, { method: 'PATCH', headers: AS_ADMIN })
    expect(refused.status).toBe(400)
  }
  await stage.gateway.stop()
  await using again = await openStage({ anthropic: 1, env: ADMIN_ENV, home: stage.gateway.home })
  expect(toRecord((await ask(`${again.gateway.url}/api/config`, { headers: AS_ADMIN })).text)).toMatchObject(kept)
})
