import { UNSIZED } from '../balancer/choice.ts'
import { describe, expect, it } from 'vitest'
import { accountRow } from './contract.ts'
import { pickProblem } from './problem-fixture.ts'
import { createStoredFixture } from './stored-accounts-fixture.ts'

const KEY = 'sk-ant-api03-0123456789-canary-abcdef'
const OTHER = 'sk-ant-api03-9876543210-canary-fedcba'
const ENV = { LOAD_BALANCER_API_KEYS: 'sk-ant-of-the-environment-0123456789' }
const FILE = {
  accounts: [{ name: 'written', provider: 'anthropic', api_key: 'sk-ant-of-the-file-0123456789' }],
  pools: { spare: { strategy: 'weighted' } },
}

type Fixture = Awaited<ReturnType<typeof createStoredFixture>>

async function add(fixture: Fixture, json: object = { name: 'mine', api_key: KEY }): Promise<Response> {
  return fixture.send('/api/accounts', { json })
}

const patch = (fixture: Fixture, id: string, json: object) =>
  fixture.send(`/api/accounts/${id}`, { method: 'PATCH', json })

const remove = (fixture: Fixture, id: string) => fixture.send(`/api/accounts/${id}`, { method: 'DELETE' })

describe('POST /api/accounts', () => {
  it('adds an account with what is left out at its default, and shows no more of its key than its ends', async () => {
    const fixture = await createStoredFixture()
    const answer = await add(fixture)
    const text = await answer.text()
    expect(answer.status).toBe(201)
    expect(text).not.toContain('canary')
    const account = JSON.parse(text)
    expect(account).toMatchObject({
      name: 'mine',
      pool: 'accounts',
      provider: 'anthropic',
      kind: 'api_key',
      base_url: 'https://api.anthropic.com',
      weight: 1,
      priority: 0,
      models: [],
      model_map: {},
      max_in_flight: null,
      max_utilization: null,
      quota_group: null,
      note: null,
      source: 'store',
      maskedKey: 'sk-ant-…cdef',
      state: 'serving',
      token: null,
    })
    expect(answer.headers.get('location')).toBe(`/api/accounts/${account.id}`)
    expect(JSON.stringify([...fixture.store.rows.values()])).not.toContain('canary')
  })

  it('refuses a name that another account has, whichever source it is of, and says at which field', async () => {
    const fixture = await createStoredFixture({ env: ENV, file: FILE })
    await add(fixture)
    for (const [name, setBy] of [
      ['mine', ''],
      ['written', ', set by /state/config.json'],
      ['key-1', ', set by LOAD_BALANCER_API_KEYS of the environment'],
    ] as const) {
      const answer = await add(fixture, { name, api_key: OTHER })
      const detail = `There is an account named ${name} already${setBy}; choose another name.`
      expect([answer.status, await answer.json()]).toMatchObject([409, { detail, field: 'name' }])
    }
    expect((await patch(fixture, 'mine', { name: 'written' })).status).toBe(409)
    expect((await patch(fixture, 'mine', { name: 'mine', weight: 2 })).status).toBe(200)
  })

  it('takes all that the config file takes', async () => {
    const fixture = await createStoredFixture()
    const said = {
      name: 'own',
      pool: 'lb',
      provider: 'my-own-llm',
      base_url: 'https://llm.example/prefix/',
      weight: 7,
      priority: -2,
      models: ['gpt-*'],
      model_map: { 'gpt-5': 'local' },
      max_in_flight: 3,
      max_utilization: 0.8,
      quota_group: 'Acme org-1',
      note: 'in the cellar',
    }
    const answer = await add(fixture, { ...said, api_key: KEY, allow_private: true })
    expect([answer.status, await answer.json()]).toMatchObject([
      201,
      { ...said, base_url: 'https://llm.example/prefix', allow_private: true, protocol: 'openai' },
    ])
  })

  it.each([
    ['AIza-0123456789-0123456789', 'gemini'],
    ['sk-proj-0123456789-0123456789', 'openai'],
    ['no-known-prefix-0123456789', 'anthropic'],
  ])('tells the provider of %s by its prefix: %s', async (api_key, provider) => {
    const fixture = await createStoredFixture()
    expect(await (await add(fixture, { api_key })).json()).toMatchObject({ name: 'account-1', provider })
  })

  it.each([
    [{}, 'api_key: it is missing'],
    [{ api_key: '${HOME}' }, 'names a variable'],
    [{ api_key: KEY, name: '${HOME}' }, 'names a variable'],
    [{ api_key: KEY, base_url: '${URL}' }, 'names a variable'],
    [{ api_key: '' }, 'api_key'],
    [{ api_key: `${KEY}\nx` }, 'api_key'],
    [{ api_key: KEY, weight: 0 }, 'weight'],
    [{ api_key: KEY, weight: '3' }, 'weight'],
    [{ api_key: KEY, priority: 1.5 }, 'priority'],
    [{ api_key: KEY, max_in_flight: 0 }, 'max_in_flight: accepted is a whole number of calls from 1'],
    [{ api_key: KEY, max_utilization: 1.5 }, 'max_utilization: accepted is a number above 0 up to 1'],
    [{ api_key: KEY, quota_group: 'a:b' }, 'quota_group: accepted is up to 64 of A-Z a-z 0-9 _ . - and space'],
    [{ api_key: KEY, quota_group: '${HOME}' }, 'names a variable'],
    [{ api_key: KEY, name: '' }, 'name'],
    [{ api_key: KEY, pool: 'no pool' }, 'pool'],
    [{ api_key: KEY, base_url: 'ftp://x' }, 'base_url'],
    [{ api_key: KEY, base_url: 'https://me:canary@x.example' }, 'base_url'],
    [{ api_key: KEY, provider: 'unheard-of' }, 'unheard-of is not known'],
    [{ api_key: KEY, kind: 'oauth' }, 'kind'],
    [{ api_key: KEY, colour: 'red' }, 'colour'],
    [{ api_key: KEY, model_map: JSON.parse('{"__proto__":"gpt-5"}') }, 'model_map: __proto__ is no name of a model'],
    [{ api_key: KEY, models: 'claude-*' }, 'models'],
    [{ kind: 'workload_identity' }, 'federation_rule_id and organization_id'],
    [{ kind: 'workload_identity', api_key: KEY }, 'a workload identity has none'],
    [
      { kind: 'workload_identity', federation_rule_id: 'f', organization_id: 'o' },
      'providers.anthropic.workload_identity',
    ],
  ])('refuses %j with 400 and says %s', async (json, says) => {
    const fixture = await createStoredFixture()
    const answer = await add(fixture, json)
    const detail = await pickProblem(answer)
    expect([answer.status, detail]).toEqual([400, expect.stringContaining(says)])
    expect(detail).not.toContain('canary')
    expect(fixture.store.rows.size).toBe(0)
  })

  it.each([
    [{ name: 'mine', api_key: OTHER }, 'an account named mine'],
    [{ name: 'yours', api_key: KEY }, 'the same key as account mine'],
    [{ name: 'key-1', api_key: OTHER }, 'LOAD_BALANCER_API_KEYS'],
    [{ name: 'yours', api_key: ENV.LOAD_BALANCER_API_KEYS }, 'LOAD_BALANCER_API_KEYS'],
    [{ name: 'written', api_key: OTHER }, 'an account named written'],
    [{ name: 'yours', api_key: 'sk-ant-of-the-file-0123456789' }, 'accounts[0]'],
  ])('refuses %j, which is there already, with 409 that names %s', async (json, says) => {
    const fixture = await createStoredFixture({ env: ENV, file: FILE })
    await add(fixture)
    const answer = await add(fixture, json)
    const detail = await pickProblem(answer)
    expect([answer.status, detail]).toEqual([409, expect.stringContaining(says)])
    expect(detail).not.toMatch(/canary|of-the/)
    expect(fixture.store.rows.size).toBe(1)
  })

  it('makes the pool that it names', async () => {
    const fixture = await createStoredFixture()
    await add(fixture, { api_key: KEY, pool: 'batch' })
    expect(await (await fixture.send('/api/pools/batch')).json()).toMatchObject({ name: 'batch' })
  })

  it('that cannot be written is 500 at the most, and adds nothing', async () => {
    const fixture = await createStoredFixture()
    fixture.store.beforeWrite = () => {
      throw new Error('the disk is full')
    }
    expect((await add(fixture)).status).toBe(500)
    fixture.store.beforeWrite = () => {}
    expect((await add(fixture)).status).toBe(201)
  })
})

describe('PATCH /api/accounts/:id', () => {
  it('changes what is said about an account, by name or id, and nothing else', async () => {
    const fixture = await createStoredFixture()
    const { id } = accountRow.parse(await (await add(fixture)).json())
    const change = { name: 'yours', weight: 9, priority: 3, models: ['claude-*'], model_map: { a: 'b' }, note: 'mine' }
    const answer = await patch(fixture, 'mine', change)
    expect([answer.status, await answer.json()]).toMatchObject([200, { ...change, id }])
    expect(await (await patch(fixture, id, { note: null, models: [] })).json()).toMatchObject({
      note: null,
      models: [],
      weight: 9,
    })
  })

  it('sets caps one by one, and null takes one back', async () => {
    const fixture = await createStoredFixture()
    await add(fixture, { name: 'mine', api_key: KEY, max_in_flight: 5 })
    const set = await patch(fixture, 'mine', { max_utilization: 0.5, quota_group: 'org' })
    expect(await set.json()).toMatchObject({ max_in_flight: 5, max_utilization: 0.5, quota_group: 'org' })
    expect(fixture.settings().accounts[0]?.caps).toEqual({ maxInFlight: 5, maxUtilization: 0.5, quotaGroup: 'org' })
    const taken = await patch(fixture, 'mine', { max_in_flight: null, quota_group: null })
    expect(await taken.json()).toMatchObject({ max_in_flight: null, max_utilization: 0.5, quota_group: null })
    expect(fixture.settings().accounts[0]?.caps).toEqual({ maxInFlight: null, maxUtilization: 0.5, quotaGroup: null })
  })

  it.each([
    [{ base_url: 'https://attacker.example' }],
    [{ provider: 'openai' }],
    [{ allow_private: true }],
    [{ base_url: 'https://attacker.example', weight: 3 }],
  ])('refuses %j without the credential with 409: nobody gets a key sent elsewhere', async (json) => {
    const fixture = await createStoredFixture()
    await add(fixture)
    const answer = await patch(fixture, 'mine', json)
    expect([answer.status, await pickProblem(answer)]).toEqual([409, expect.stringContaining('together with')])
    expect(fixture.settings().accounts[0]).toMatchObject({ baseUrl: 'https://api.anthropic.com', weight: 1 })
  })

  it('takes a new key, with which the account starts clean', async () => {
    const fixture = await createStoredFixture()
    const before = accountRow.parse(await (await add(fixture)).json())
    const board = fixture.boards.get('accounts')
    const ask = {
      protocol: 'anthropic',
      model: null,
      client: null,
      conversation: null,
      tried: [],
      shunned: [],
      ...UNSIZED,
    } as const
    const choice = board?.choose(ask, fixture.clock.now)
    if (choice?.kind === 'account') board?.settle(choice.ticket, { kind: 'credential' }, fixture.clock.now)
    expect(await (await fixture.send('/api/accounts/mine')).json()).toMatchObject({ state: 'disabled', requests: 1 })
    const after = accountRow.parse(
      await (await patch(fixture, 'mine', { api_key: OTHER, base_url: 'https://new.example' })).json(),
    )
    expect(after).toMatchObject({
      state: 'serving',
      requests: 0,
      base_url: 'https://new.example',
      maskedKey: 'sk-ant-…dcba',
    })
    expect(after.id).not.toBe(before.id)
    expect((await fixture.send(`/api/accounts/${before.id}`)).status).toBe(404)
  })

  it.each([
    ['another pool', { pool: 'lb' }],
    ['another key', { api_key: OTHER }],
    ['another name', { name: 'yours' }],
  ])('to %s leaves an account paused that somebody paused', async (_what, change) => {
    const fixture = await createStoredFixture()
    const { id } = accountRow.parse(await (await add(fixture)).json())
    await fixture.send(`/api/accounts/${id}/pause`, { json: { reason: 'billing question' } })
    const answer = await patch(fixture, id, change)
    expect(await answer.json()).toMatchObject({ state: 'paused', reason: 'billing question' })
  })

  it.each([
    [{}, 400, 'nothing to change'],
    [{ weight: 0 }, 400, 'weight'],
    [{ max_in_flight: 1.5 }, 400, 'max_in_flight'],
    [{ quota_group: '' }, 400, 'quota_group'],
    [{ api_key: '${KEY}' }, 400, 'names a variable'],
    [{ kind: 'oauth' }, 400, 'kind'],
    [{ name: 'key-1' }, 409, 'key-1'],
    [{ api_key: ENV.LOAD_BALANCER_API_KEYS }, 409, 'the same key'],
    [{ api_key: OTHER, provider: 'unheard-of' }, 400, 'unheard-of is not known'],
  ])('refuses %j with %i', async (json, status, says) => {
    const fixture = await createStoredFixture({ env: ENV })
    await add(fixture)
    const answer = await patch(fixture, 'mine', json)
    expect([answer.status, await pickProblem(answer)]).toEqual([status, expect.stringContaining(says)])
    expect([...fixture.store.rows.values()]).toMatchObject([{ version: 1 }])
  })

  it.each([
    ['key-1', 'LOAD_BALANCER_API_KEYS'],
    ['written', '/state/config.json'],
  ])('of %s says where it is set: %s', async (name, says) => {
    const fixture = await createStoredFixture({ env: ENV, file: FILE })
    for (const answer of [await patch(fixture, name, { weight: 2 }), await remove(fixture, name)]) {
      expect([answer.status, await pickProblem(answer)]).toEqual([409, expect.stringContaining(says)])
    }
  })

  it('of nobody is 404', async () => {
    const fixture = await createStoredFixture()
    expect((await patch(fixture, 'nobody', { weight: 2 })).status).toBe(404)
    expect((await remove(fixture, 'nobody')).status).toBe(404)
  })
})

describe('DELETE /api/accounts/:id', () => {
  it('takes an account away, and its name and key are free again', async () => {
    const fixture = await createStoredFixture()
    await add(fixture)
    const answer = await remove(fixture, 'mine')
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    expect(await (await fixture.send('/api/accounts')).json()).toEqual({ items: [], next: null })
    expect((await remove(fixture, 'mine')).status).toBe(404)
    expect((await add(fixture)).status).toBe(201)
  })
})
