import { describe, expect, test } from 'vitest'
import type { Told } from '../harness/ask.ts'
import { ask, askJson } from '../harness/ask.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage, toCanary } from '../harness/stage.ts'
import type { Stage, StagePlan } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** What an operator sets about limits: of accounts and of pools, in the configuration and over the API (contract §3, §5, §8). */
const SECRET = 'canary-of-the-secret-of-an-installation'

const open = (plan: StagePlan = {}) => openStage({ ...plan, env: { CLAUDEFLARE_SECRET: SECRET, ...plan.env } })

const toUrl = ({ gateway }: Stage, path: string) => `${gateway.url}/api/${path}`

const patch = (stage: Stage, path: string, change: object) => askJson(toUrl(stage, path), change, { method: 'PATCH' })

const detailOf = ({ text }: Told): string => String(pick(JSON.parse(text), 'detail'))

const NONE = { max_in_flight: null, max_utilization: null, quota_group: null }

describe('caps of accounts', () => {
  test('of the configuration are shown', async () => {
    const caps = { max_in_flight: 3, max_utilization: 0.9, quota_group: 'Acme org-1' }
    const accounts = [
      { name: 'capped', api_key: toCanary('anthropic', 71), ...caps },
      { name: 'plain', api_key: toCanary('anthropic', 72) },
    ]
    const api_keys = [{ api_key: toCanary('anthropic', 73), quota_group: 'g' }]
    await using stage = await open({ config: { accounts, load_balancer: { api_keys } } })
    expect(await getJson(toUrl(stage, 'accounts/capped'))).toMatchObject(caps)
    expect(await getJson(toUrl(stage, 'accounts/plain'))).toMatchObject(NONE)
    expect(await getJson(toUrl(stage, 'accounts/key-1'))).toMatchObject({ ...NONE, quota_group: 'g' })
  })

  test('are set over the API, taken back by null, and there after a restart', async () => {
    await using files = await openTemporaryFiles()
    const plan = { home: files.folder, vendorPort: await findFreePort() }
    {
      await using stage = await open(plan)
      const added = await askJson(toUrl(stage, 'accounts'), {
        name: 'mine',
        api_key: toCanary('anthropic', 71),
        max_in_flight: 2,
        quota_group: 'org',
      })
      expect(added.status).toBe(201)
      expect(JSON.parse(added.text)).toMatchObject({ max_in_flight: 2, max_utilization: null, quota_group: 'org' })
      const changed = await patch(stage, 'accounts/mine', { max_utilization: 0.5, max_in_flight: null })
      expect(changed.status).toBe(200)
      expect(JSON.parse(changed.text)).toMatchObject({ max_in_flight: null, max_utilization: 0.5, quota_group: 'org' })
      const key = await patch(stage, 'accounts/mine', { api_key: toCanary('anthropic', 72) })
      expect(JSON.parse(key.text)).toMatchObject({ max_utilization: 0.5, quota_group: 'org' })
      await stage.gateway.stop()
    }
    await using stage = await open(plan)
    expect(await getJson(toUrl(stage, 'accounts/mine'))).toMatchObject({
      max_in_flight: null,
      max_utilization: 0.5,
      quota_group: 'org',
    })
  })

  test.each([
    [{ max_in_flight: 0 }, 'max_in_flight'],
    [{ max_utilization: 90 }, 'max_utilization'],
    [{ quota_group: 'a/b' }, 'quota_group'],
  ])('that cannot be used are refused with 400: %j', async (caps, field) => {
    await using stage = await open()
    const account = { name: 'mine', api_key: toCanary('anthropic', 71) }
    const added = await askJson(toUrl(stage, 'accounts'), { ...account, ...caps })
    expect([added.status, detailOf(added)]).toEqual([400, expect.stringContaining(`${field}: accepted is`)])
    expect((await askJson(toUrl(stage, 'accounts'), account)).status).toBe(201)
    expect((await patch(stage, 'accounts/mine', caps)).status).toBe(400)
    expect(await getJson(toUrl(stage, 'accounts/mine'))).toMatchObject(NONE)
  })
})

describe('limits of pools', () => {
  test('are those of all pools, unless one says otherwise', async () => {
    const config = { max_hold_ms: 500, allow_overage: true, pools: { lb: { max_hold_ms: 0, max_utilization: 0.8 } } }
    await using stage = await open({ anthropic: 1, config })
    const lb = { max_hold_ms: 0, max_utilization: 0.8, allow_overage: true }
    expect(await getJson(toUrl(stage, 'pools/lb'))).toMatchObject(lb)
    const accounts = { max_hold_ms: 500, max_utilization: 1, allow_overage: true }
    expect(await getJson(toUrl(stage, 'pools/accounts'))).toMatchObject(accounts)
    expect(pick(await getJson(toUrl(stage, 'config')), 'settings')).toMatchObject({
      'pools.lb.max_hold_ms': 0,
      'pools.accounts.max_hold_ms': 500,
      'pools.lb.allow_overage': true,
    })
  })

  test('are changed over the API, for one and for all', async () => {
    await using stage = await open({ anthropic: 1 })
    const usual = { max_hold_ms: 2_000, max_utilization: 1, allow_overage: false }
    expect(await getJson(toUrl(stage, 'pools/lb'))).toMatchObject(usual)
    const changed = await patch(stage, 'pools/lb', { strategy: 'headroom', max_utilization: 0.9 })
    expect(changed.status).toBe(200)
    expect((await patch(stage, 'config', { max_hold_ms: 0, allow_overage: true })).status).toBe(200)
    const lb = { strategy: 'headroom', max_hold_ms: 0, max_utilization: 0.9, allow_overage: true }
    expect(await getJson(toUrl(stage, 'pools/lb'))).toMatchObject(lb)
    expect((await stage.message()).status).toBe(200)
    for (const wrong of [{ max_hold_ms: 60_001 }, { max_utilization: 0 }, { allow_overage: 1 }]) {
      expect((await patch(stage, 'pools/lb', wrong)).status).toBe(400)
      expect((await patch(stage, 'config', wrong)).status).toBe(400)
    }
    expect(await getJson(toUrl(stage, 'pools/lb'))).toMatchObject(lb)
  })

  test('are described by the OpenAPI document', async () => {
    await using stage = await open()
    const { text } = await ask(toUrl(stage, 'openapi.json'))
    for (const word of ['headroom', 'max_hold_ms', 'max_in_flight', 'quota_group']) expect(text).toContain(`"${word}"`)
  })
})

test('strategy headroom is taken from the environment', async () => {
  await using stage = await open({ anthropic: 2, strategy: 'headroom', env: { LB_STRATEGY: 'headroom' } })
  expect(await getJson(toUrl(stage, 'config/strategy'))).toMatchObject({ strategy: 'headroom' })
  expect(await getJson(toUrl(stage, 'pools/lb'))).toMatchObject({ strategy: 'headroom' })
  expect((await stage.message()).status).toBe(200)
})
