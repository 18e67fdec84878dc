import { UNSIZED } from '../balancer/choice.ts'
import { describe, expect, it } from 'vitest'
import { createFixture, mint, UUID } from './control-fixture.ts'

const BASE = `/${UUID}/lb/v1/load-balancer`
const FAR = { peer: '203.0.113.9' }
const ASK = {
  protocol: 'anthropic',
  model: null,
  client: null,
  conversation: null,
  tried: [],
  shunned: [],
  ...UNSIZED,
} as const

describe('management of pool lb', () => {
  it('tells the status to whoever knows the uuid, from anywhere', async () => {
    const { send, boards, clock } = createFixture()
    const lb = boards.get('lb')
    const choice = lb?.choose(ASK, clock.now)
    if (choice?.kind === 'account') lb?.settle(choice.ticket, { kind: 'success' }, clock.now)
    lb?.countRequest('successful', clock.now)
    const answer = await send(`${BASE}/status`, { head: FAR })
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      {
        loadBalancer: {
          enabled: true,
          activeKeys: 2,
          totalKeys: 2,
          strategy: 'round-robin',
          stats: {
            totalRequests: 1,
            successfulRequests: 1,
            failedRequests: 0,
            lastUsed: clock.now,
            apiKeyStats: {
              'key-1': { requests: 1, failures: 0, lastUsed: clock.now, maskedKey: 'sk-ant-…cdef', state: 'serving' },
              'key-2': { requests: 0, failures: 0, lastUsed: null, maskedKey: 'sk-ant-…cdef' },
            },
          },
        },
      },
    ])
  })

  it('tells the configuration', async () => {
    const { send } = createFixture()
    expect(await (await send(`${BASE}/config`)).json()).toMatchObject({
      loadBalancer: {
        strategy: 'round-robin',
        windowSize: 5,
        apiKeys: [{ name: 'key-1', weight: 1 }, { name: 'key-2' }],
      },
    })
  })

  it('clears the statistics on reset', async () => {
    const { send, boards, clock } = createFixture()
    boards.get('lb')?.countRequest('failed', clock.now)
    const answer = await send(`${BASE}/reset`, { method: 'POST' })
    expect([answer.status, await answer.json()]).toEqual([200, { message: expect.any(String) }])
    expect(await (await send(`${BASE}/status`)).json()).toMatchObject({ loadBalancer: { stats: { totalRequests: 0 } } })
  })

  it('asks for an admin key to reset once a key exists', async () => {
    const admin = mint({ scopes: ['admin'] })
    const caller = mint()
    const { send } = createFixture({ keys: [admin.record, caller.record] })
    const reset = { method: 'POST', head: FAR }
    expect((await send(`${BASE}/reset`, reset)).status).toBe(401)
    expect((await send(`${BASE}/reset`, { ...reset, key: caller.key })).status).toBe(403)
    expect((await send(`${BASE}/reset`, { ...reset, key: admin.key })).status).toBe(200)
    expect((await send(`${BASE}/status`, { head: FAR })).status).toBe(200)
  })

  it('answers an unknown uuid as it answers a path where nothing is', async () => {
    const { send } = createFixture()
    const unknown = await send(`/00000000-0000-0000-0000-000000000000/lb/v1/load-balancer/status`)
    const nothing = await send('/nothing/at/all')
    expect([unknown.status, await unknown.text()]).toEqual([nothing.status, await nothing.text()])
    expect(unknown.status).toBe(404)
  })

  it('takes each action by its own method only', async () => {
    const { send } = createFixture()
    expect((await send(`${BASE}/reset`)).status).toBe(405)
    expect((await send(`${BASE}/status`, { method: 'POST' })).status).toBe(405)
  })
})
