import { UNSIZED } from '../balancer/choice.ts'
import { describe, expect, it } from 'vitest'
import { account, createFixture, SECRET } from './control-fixture.ts'
import { accountRow, listOf, statsBody } from './contract.ts'

describe('accounts', () => {
  it('are listed with what they are and how they are doing, the key masked', async () => {
    const { send } = createFixture()
    const { items, next } = listOf(accountRow).parse(await (await send('/api/accounts')).json())
    expect(next).toBe(null)
    expect(items.map(({ name, pool, state }) => [name, pool, state])).toEqual([
      ['key-1', 'lb', 'serving'],
      ['key-2', 'lb', 'serving'],
      ['mine', 'accounts', 'serving'],
    ])
    expect(items[0]?.maskedKey).toBe(`${SECRET.slice(0, 7)}…${SECRET.slice(-4)}`)
  })

  it('can be listed by pool', async () => {
    const { send } = createFixture()
    const { items } = listOf(accountRow).parse(await (await send('/api/accounts?pool=accounts')).json())
    expect(items.map(({ name }) => name)).toEqual(['mine'])
  })

  it('are found by id and by name', async () => {
    const { send } = createFixture()
    const byName = accountRow.parse(await (await send('/api/accounts/key-2')).json())
    const byId = accountRow.parse(await (await send(`/api/accounts/${byName.id}`)).json())
    expect(byId).toEqual(byName)
    expect(byId.name).toBe('key-2')
  })

  it('are paused with a reason and resumed', async () => {
    const { send } = createFixture()
    const paused = await send('/api/accounts/key-1/pause', { json: { reason: 'billing question' } })
    expect(paused.status).toBe(200)
    expect(await paused.json()).toMatchObject({ name: 'key-1', state: 'paused', reason: 'billing question' })
    expect(await (await send('/api/accounts/key-2')).json()).toMatchObject({ state: 'serving' })
    const resumed = await send('/api/accounts/key-1/resume', { method: 'POST' })
    expect([resumed.status, await resumed.json()]).toMatchObject([200, { state: 'serving', reason: null }])
  })

  it('are paused without a body too', async () => {
    const { send } = createFixture()
    const answer = await send('/api/accounts/key-1/pause', { method: 'POST' })
    expect([answer.status, await answer.json()]).toMatchObject([200, { state: 'paused' }])
  })

  it('that do not exist are 404, whatever is asked of them', async () => {
    const { send } = createFixture()
    for (const action of ['pause', 'resume', 'reset']) {
      expect((await send(`/api/accounts/nobody/${action}`, { method: 'POST' })).status).toBe(404)
    }
  })

  it('are reset one by one: the others keep their counts', async () => {
    const { send, boards, clock } = createFixture()
    const ask = {
      protocol: 'anthropic',
      model: null,
      client: null,
      conversation: null,
      tried: [],
      shunned: [],
      ...UNSIZED,
    } as const
    for (let call = 0; call < 4; call++) {
      const choice = boards.get('lb')?.choose(ask, clock.now)
      if (choice?.kind === 'account') boards.get('lb')?.settle(choice.ticket, { kind: 'failure' }, clock.now)
    }
    const reset = await send('/api/accounts/key-1/reset', { method: 'POST' })
    expect(await reset.json()).toMatchObject({ requests: 0, failures: 0 })
    expect(await (await send('/api/accounts/key-2')).json()).toMatchObject({ requests: 2, failures: 2 })
  })
})

describe('statistics', () => {
  it("tell each account's share and each pool's requests", async () => {
    const { send, boards, clock } = createFixture({ accounts: [account('key-1', { weight: 3 }), account('key-2')] })
    const lb = boards.get('lb')
    const ask = {
      protocol: 'anthropic',
      model: null,
      client: null,
      conversation: null,
      tried: [],
      shunned: [],
      ...UNSIZED,
    } as const
    lb?.setPolicy({ ...lb.view(clock.now).policy, strategy: 'weighted' }, clock.now)
    for (let call = 0; call < 8; call++) {
      const choice = lb?.choose(ask, clock.now)
      if (choice?.kind === 'account') lb?.settle(choice.ticket, { kind: 'success' }, clock.now)
      lb?.countRequest('successful', clock.now)
    }
    const stats = statsBody.parse(await (await send('/api/stats')).json())
    expect(stats.accounts.map(({ name, requests, share }) => [name, requests, share])).toEqual([
      ['key-1', 6, 0.75],
      ['key-2', 2, 0.25],
    ])
    expect(stats.pools[0]).toMatchObject({ name: 'lb', totalRequests: 8, successfulRequests: 8, failedRequests: 0 })
  })
})
