import { periodOf } from '../accounts/budget-period.ts'
import { describe, expect, it } from 'vitest'
import { isWellFormedKey } from '../accounts/key-format.ts'
import { createFixture, mint, NOW, sha256 } from './control-fixture.ts'
import { createdKey, keyRow, listOf, problemBody } from './contract.ts'

const admin = mint({ name: 'root', scopes: ['admin'] })

describe('client keys', () => {
  it('are shown once, and stored by their hash', async () => {
    const { send, stored } = createFixture({ keys: [admin.record] })
    const answer = await send('/api/keys', { json: { name: 'ci' }, key: admin.key })
    expect(answer.status).toBe(201)
    const made = createdKey.parse(await answer.json())
    expect(isWellFormedKey(made.key)).toBe(true)
    expect(answer.headers.get('location')).toBe(`/api/keys/${made.id}`)
    expect(stored.get(made.id)).toMatchObject({ name: 'ci', hash: sha256(made.key), scopes: ['call'] })
    const list = await (await send('/api/keys', { key: admin.key })).text()
    expect(list).not.toContain(made.key)
    expect(list).not.toContain(sha256(made.key))
    expect(
      listOf(keyRow)
        .parse(JSON.parse(list))
        .items.map(({ name }) => name),
    ).toEqual(['root', 'ci'])
  })

  it('take everything that is asked of them', async () => {
    const { send, stored } = createFixture({ keys: [admin.record] })
    const json = {
      name: 'ci',
      scopes: ['call', 'metrics', 'call'],
      pools: ['lb'],
      models: ['claude-*'],
      expires_at: '2030-01-01T00:00:00+01:00',
      requests_per_minute: 60,
    }
    const made = createdKey.parse(await (await send('/api/keys', { json, key: admin.key })).json())
    expect(stored.get(made.id)).toMatchObject({
      scopes: ['call', 'metrics'],
      pools: ['lb'],
      models: ['claude-*'],
      expiresAt: Date.UTC(2029, 11, 31, 23),
      requestsPerMinute: 60,
    })
  })

  it('work from the moment they are made, until the moment they are deleted', async () => {
    const { send, stored } = createFixture({ keys: [admin.record] })
    const made = createdKey.parse(
      await (await send('/api/keys', { json: { name: 'b', scopes: ['admin'] }, key: admin.key })).json(),
    )
    expect((await send('/api/stats', { key: made.key })).status).toBe(200)
    expect((await send(`/api/keys/${made.id}`, { method: 'DELETE', key: admin.key })).status).toBe(204)
    expect((await send('/api/stats', { key: made.key })).status).toBe(401)
    expect(stored.has(made.id)).toBe(false)
  })

  it.each([
    {},
    { name: '' },
    { name: 'a\nb' },
    { name: '\u001b]0;owned\u0007' },
    { name: 'x', models: ['claude-*\u0000'] },
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['root'] },
    { name: 'x', pools: ['nobody'] },
    { name: 'x', requests_per_minute: 0 },
    { name: 'x', requests_per_minute: 1.5 },
    { name: 'x', expires_at: 'tomorrow' },
    { name: 'x', tokens_per_minute: 0 },
    { name: 'x', budget: { usd: 0, per: 'day' } },
    { name: 'x', budget: { usd: 1, per: 'week' } },
    { name: 'x', budget: { usd: 1 } },
    { name: 'x', budget: 5 },
    { name: 'x', key: 'cf_mine' },
  ])('are not made of %j', async (json) => {
    const { send, stored } = createFixture({ keys: [admin.record] })
    expect((await send('/api/keys', { json, key: admin.key })).status).toBe(400)
    expect(stored.size).toBe(1)
  })

  it.each([
    ['one that no date can tell', 8_640_000_000_000_001],
    ['beyond four digits of a year', Date.UTC(10_000, 0, 1)],
  ])('are not made to end at a moment that is %s', async (_name, expires_at) => {
    const { send, stored } = createFixture({ keys: [admin.record] })
    const answer = await send('/api/keys', { json: { name: 'x', expires_at }, key: admin.key })
    const told = 'expires_at: accepted is a moment before the year 10000.'
    expect([answer.status, problemBody.parse(await answer.json()).detail]).toEqual([400, told])
    expect(stored.size).toBe(1)
  })

  it.each([NOW, NOW + 1, '2020-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'end at a moment that has come or will: %s',
    async (expires_at) => {
      const { send } = createFixture({ keys: [admin.record] })
      expect((await send('/api/keys', { json: { name: 'x', expires_at }, key: admin.key })).status).toBe(201)
    },
  )

  it('show their limits, and how a budget stands', async () => {
    const { send, stored, clock } = createFixture({ keys: [admin.record] })
    const limits = { tokens_per_minute: 1_000, budget: { usd: 5, per: 'month' } }
    const made = createdKey.parse(
      await (await send('/api/keys', { json: { name: 'b', ...limits }, key: admin.key })).json(),
    )
    const resetsAt = periodOf('month', 'UTC', clock.now).endsAt
    const stand = { budget_spent_usd: 0, budget_held_usd: 0, budget_resets_at: resetsAt }
    expect(made).toMatchObject({ ...limits, ...stand })
    expect(stored.get(made.id)).toMatchObject({ tokensPerMinute: 1_000, budget: { usd: 5, per: 'month' } })
    const none = { tokens_per_minute: null, budget: null, budget_spent_usd: null, budget_resets_at: null }
    const list = await (await send('/api/keys', { key: admin.key })).json()
    expect(list).toMatchObject({ items: [none, { ...limits, ...stand }] })
  })

  it('that do not exist are 404', async () => {
    const { send } = createFixture({ keys: [admin.record] })
    expect((await send('/api/keys/nobody', { method: 'DELETE', key: admin.key })).status).toBe(404)
  })
})

describe('the first key', () => {
  it.each([
    [{ name: 'x' }, 'another: add "admin" to scopes.'],
    [{ name: 'x', scopes: ['call'] }, 'another: add "admin" to scopes.'],
    [{ name: 'x', scopes: ['admin'], expires_at: NOW + 1 }, 'another: leave out expires_at.'],
    [{ name: 'x', expires_at: NOW + 1 }, 'another: add "admin" to scopes, and leave out expires_at.'],
  ])('is refused with 409 when it is %j, which says what is at fault', async (json, says) => {
    const { send, stored } = createFixture()
    const answer = await send('/api/keys', { json })
    const { detail } = problemBody.parse(await answer.json())
    expect([answer.status, detail]).toEqual([409, expect.stringContaining(says)])
    expect(stored.size).toBe(0)
    expect((await send('/api/keys')).status).toBe(200)
  })

  it('ends open mode for good', async () => {
    const { send } = createFixture()
    const made = createdKey.parse(await (await send('/api/keys', { json: { name: 'root', scopes: ['admin'] } })).json())
    expect((await send('/api/keys')).status).toBe(401)
    expect((await send('/api/keys', { key: made.key })).status).toBe(200)
  })

  it('may be of any scope where the environment has an admin key', async () => {
    const { send } = createFixture({ adminKey: 'correct-horse' })
    expect((await send('/api/keys', { json: { name: 'x' }, key: 'correct-horse' })).status).toBe(201)
  })
})

describe('the last admin key', () => {
  it('cannot be deleted: 409', async () => {
    const { send, stored } = createFixture({ keys: [admin.record, mint().record] })
    expect((await send(`/api/keys/${admin.record.id}`, { method: 'DELETE', key: admin.key })).status).toBe(409)
    expect(stored.size).toBe(2)
  })

  it('is left also where two are deleted at once', async () => {
    const other = mint({ scopes: ['admin'] })
    const { send, stored } = createFixture({ keys: [admin.record, other.record] })
    const answers = await Promise.all([
      send(`/api/keys/${admin.record.id}`, { method: 'DELETE', key: other.key }),
      send(`/api/keys/${other.record.id}`, { method: 'DELETE', key: admin.key }),
    ])
    expect(answers.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1)
    expect(stored.size).toBe(1)
  })

  it('can be deleted while the environment has one', async () => {
    const { send, stored } = createFixture({ keys: [admin.record], adminKey: 'correct-horse' })
    const deleted = await send(`/api/keys/${admin.record.id}`, { method: 'DELETE', key: 'correct-horse' })
    expect([deleted.status, stored.size]).toEqual([204, 0])
  })
})
