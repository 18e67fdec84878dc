import { describe, expect, test } from 'vitest'
import type { Told } from '../harness/ask.ts'
import { ask, askJson } from '../harness/ask.ts'
import { findClosedOrigin, findFreePort } from '../harness/closed-port.ts'
import { pick } from '../harness/json.ts'
import { findLeaks, findLeaksOnDisk } from '../harness/leaks.ts'
import { getJson, MESSAGE, openStage, toCanary } from '../harness/stage.ts'
import type { Stage, StagePlan } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'
import { openVendor, toWireAnswer } from '../harness/vendor.ts'

/** Contract §8: accounts that are added while the gateway runs. */
const SECRET = 'canary-of-the-secret-of-an-installation'
const KEY = toCanary('anthropic', 71)
const OTHER = toCanary('anthropic', 72)

const openVault = (plan: StagePlan = {}) =>
  openStage({ ...plan, env: { CLAUDEFLARE_SECRET: SECRET, HOME_OF_TESTS: 'canary-of-the-environment', ...plan.env } })

const toUrl = ({ gateway }: Stage, path = '') => `${gateway.url}/api/accounts${path}`

const add = (stage: Stage, account: object) => askJson(toUrl(stage), account)

const patch = (stage: Stage, name: string, change: object) =>
  askJson(toUrl(stage, `/${name}`), change, { method: 'PATCH' })

const remove = (stage: Stage, name: string) => ask(toUrl(stage, `/${name}`), { method: 'DELETE' })

/** One message through pool `accounts`. */
const call = (stage: Stage, extra: object = {}) => askJson(`${stage.gateway.url}/v1/messages`, { ...MESSAGE, ...extra })

const hitsOf = (stage: Stage, key: string): number => stage.provider.counts().byKey[key] ?? 0

function detailOf({ headers, text }: Told): string {
  expect(headers['content-type']).toContain('application/problem+json')
  return String(pick(JSON.parse(text), 'detail'))
}

describe('an account that is added', () => {
  test('serves the next call, and nothing that is answered holds its key', async () => {
    await using stage = await openVault()
    expect((await call(stage)).error).toBe('no_accounts')
    const added = await add(stage, { name: 'mine', api_key: KEY })
    expect(added.status).toBe(201)
    expect(await call(stage)).toMatchObject({ status: 200, account: 'mine' })
    expect(hitsOf(stage, KEY)).toBe(1)
    const told = [added, ...(await Promise.all([ask(toUrl(stage)), ask(toUrl(stage, '/mine'))]))]
    for (const { text } of told) expect(text).not.toContain(KEY)
    expect(JSON.parse(told[2]?.text ?? '')).toMatchObject({ name: 'mine', source: 'store', requests: 1 })
  })

  test('in pool lb takes its turns beside those of the environment', async () => {
    await using stage = await openVault({ anthropic: 1 })
    await add(stage, { name: 'mine', pool: 'lb', api_key: KEY })
    for (let count = 0; count < 6; count += 1) expect((await stage.message()).status).toBe(200)
    expect([hitsOf(stage, KEY), stage.hits()]).toEqual([3, [3]])
  })

  test('is there after a restart, and so is its pause', async () => {
    await using files = await openTemporaryFiles()
    const plan = { home: files.folder, vendorPort: await findFreePort() }
    {
      await using stage = await openVault(plan)
      await add(stage, { name: 'mine', api_key: KEY, weight: 3, note: 'kept' })
      await add(stage, { name: 'rested', api_key: OTHER, priority: -1 })
      await askJson(toUrl(stage, '/rested/pause'), { reason: 'a question of billing' })
      await call(stage)
      await stage.gateway.stop()
      expect(findLeaks(stage, [KEY, OTHER, SECRET])).toEqual([])
      expect(await findLeaksOnDisk(stage, [KEY, OTHER, SECRET])).toEqual([])
    }
    await using stage = await openVault(plan)
    expect(await getJson(toUrl(stage))).toMatchObject({
      items: [
        { name: 'mine', weight: 3, note: 'kept', requests: 1 },
        { name: 'rested', state: 'paused', reason: 'a question of billing' },
      ],
    })
    expect(await call(stage)).toMatchObject({ status: 200, account: 'mine' })
  })

  test.each([
    ['name', { name: 'mine', api_key: OTHER }, 'mine'],
    ['key', { name: 'yours', api_key: KEY }, 'mine'],
    ['name of one of the environment', { name: 'key-1', api_key: OTHER }, 'LOAD_BALANCER_API_KEYS'],
    ['key of one of the environment', { name: 'yours', api_key: toCanary('anthropic', 1) }, 'LOAD_BALANCER_API_KEYS'],
  ])('with the %s of another is refused with 409', async (_what, account, says) => {
    await using stage = await openVault({ anthropic: 1 })
    await add(stage, { name: 'mine', api_key: KEY })
    const told = await add(stage, account)
    expect([told.status, detailOf(told)]).toEqual([409, expect.stringContaining(says)])
    expect(told.text).not.toMatch(/canary\d/)
    expect(pick(await getJson(toUrl(stage)), 'items')).toHaveLength(2)
  })

  test.each(['api_key', 'name', 'base_url'])('never reads the environment: ${…} in %s', async (field) => {
    await using stage = await openVault()
    const told = await add(stage, { name: 'mine', api_key: KEY, [field]: '${HOME_OF_TESTS}' })
    expect(told.status).toBe(400)
    expect(told.text).not.toContain('canary')
  })

  test('at an address of this machine is not reached, unless it says that it may be', async () => {
    await using vendor = await openVendor(({ whole, send }) => void whole.then(() => send(toWireAnswer())))
    await using stage = await openVault()
    const account = { provider: 'own', api_key: KEY, base_url: vendor.url }
    const chat = () => askJson(`${stage.gateway.url}/v1/chat/completions`, { model: 'm', messages: [] })
    expect((await add(stage, { ...account, name: 'mine' })).status).toBe(201)
    expect((await chat()).status).toBeGreaterThanOrEqual(500)
    expect([vendor.connections(), vendor.heads()]).toEqual([0, []])
    expect((await patch(stage, 'mine', { allow_private: true })).status).toBe(409)
    expect((await patch(stage, 'mine', { allow_private: true, api_key: OTHER })).status).toBe(200)
    expect((await chat()).status).toBe(200)
    expect(vendor.heads()).toHaveLength(1)
    expect(vendor.heads()[0]).toContain(`Bearer ${OTHER}`)
  })
})

describe('an account that is changed', () => {
  test('goes by its new models, pool and weight with the next call', async () => {
    await using stage = await openVault({ env: { LOAD_BALANCER_STRATEGY: 'weighted' } })
    await add(stage, { name: 'mine', api_key: KEY })
    await patch(stage, 'mine', { models: ['claude-opus-*'] })
    expect((await call(stage)).error).toBe('no_accounts')
    expect((await call(stage, { model: 'claude-opus-5' })).status).toBe(200)
    await patch(stage, 'mine', { models: [], pool: 'lb', weight: 3 })
    await add(stage, { name: 'yours', pool: 'lb', api_key: OTHER })
    expect((await call(stage)).error).toBe('no_accounts')
    for (let count = 0; count < 8; count += 1) await stage.message()
    expect([hitsOf(stage, KEY), hitsOf(stage, OTHER)]).toEqual([7, 2])
  })

  test('starts clean with another key, and the vendor sees that one alone', async () => {
    await using stage = await openVault()
    stage.provider.on(KEY).otherwise({ kind: 'refuse' })
    await add(stage, { name: 'mine', api_key: KEY })
    expect((await call(stage)).error).toBe('pool_exhausted')
    expect(await getJson(toUrl(stage, '/mine'))).toMatchObject({ state: 'disabled', reason: 'auth' })
    const told = await patch(stage, 'mine', { api_key: OTHER })
    expect(JSON.parse(told.text)).toMatchObject({ name: 'mine', state: 'serving', requests: 0 })
    expect(told.text).not.toContain(OTHER)
    expect((await call(stage)).status).toBe(200)
    expect([hitsOf(stage, KEY), hitsOf(stage, OTHER)]).toEqual([1, 1])
  })

  test('sends its key nowhere else: another address comes with a credential of its own, or not at all', async () => {
    await using stage = await openVault()
    await add(stage, { name: 'mine', api_key: KEY })
    for (const change of [{ base_url: await findClosedOrigin() }, { provider: 'openai' }, { allow_private: true }]) {
      expect((await patch(stage, 'mine', change)).status).toBe(409)
    }
    expect((await call(stage)).status).toBe(200)
  })

  test('that is set elsewhere is not, and the answer says where', async () => {
    const config = { accounts: [{ name: 'written', api_key: toCanary('anthropic', 73) }] }
    await using stage = await openVault({ anthropic: 1, config })
    for (const [name, says] of [
      ['key-1', /LOAD_BALANCER_API_KEYS/],
      ['written', /config\.json|CLAUDEFLARE_CONFIG_JSON/],
    ] as const) {
      for (const told of [await patch(stage, name, { weight: 2 }), await remove(stage, name)]) {
        expect([told.status, detailOf(told)]).toEqual([409, expect.stringMatching(says)])
      }
    }
  })

  test('and paused stays paused in another pool', async () => {
    await using stage = await openVault()
    await add(stage, { name: 'mine', api_key: KEY })
    await askJson(toUrl(stage, '/mine/pause'), { reason: 'a question of billing' })
    const told = await patch(stage, 'mine', { pool: 'lb' })
    expect(JSON.parse(told.text)).toMatchObject({ pool: 'lb', state: 'paused', reason: 'a question of billing' })
    expect((await stage.message()).error).toBe('no_accounts')
  })
})

describe('an account that is removed', () => {
  test('lets the stream that it carries end, and gets no call any more', async () => {
    await using stage = await openVault()
    await add(stage, { name: 'mine', api_key: KEY })
    stage.provider.on(KEY).script([{ kind: 'ok', everyMs: 60, words: 10 }])
    const begun = Promise.withResolvers<void>()
    const streamed = askJson(
      `${stage.gateway.url}/v1/messages`,
      { ...MESSAGE, stream: true },
      { onData: () => begun.resolve() },
    )
    await begun.promise
    expect((await remove(stage, 'mine')).status).toBe(204)
    expect((await call(stage)).error).toBe('no_accounts')
    expect(await streamed).toMatchObject({ status: 200, end: 'ended', text: expect.stringContaining('message_stop') })
    expect(hitsOf(stage, KEY)).toBe(1)
    expect((await remove(stage, 'mine')).status).toBe(404)
  })

  test('takes the pool that it alone made along, and can be added again', async () => {
    await using stage = await openVault()
    await add(stage, { name: 'mine', pool: 'batch', api_key: KEY })
    await remove(stage, 'mine')
    expect((await add(stage, { name: 'mine', pool: 'batch', api_key: KEY })).status).toBe(201)
    expect(await getJson(toUrl(stage))).toMatchObject({ items: [{ name: 'mine', pool: 'batch' }] })
  })
})
