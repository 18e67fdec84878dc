import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../config/setting-table.ts'
import type { SettingSource } from '../model/settings.ts'
import { account, createFixture } from './control-fixture.ts'
import { configBody, poolRow, problemBody } from './contract.ts'

const put = (strategy: string) => ({ method: 'PUT', json: { strategy } })

function sourced(key: string, source: SettingSource): ReadonlyMap<string, SettingSource> {
  return new Map([[key, source]])
}

describe('the strategy of pool accounts', () => {
  it('is told', async () => {
    const { send } = createFixture()
    expect(await (await send('/api/config/strategy')).json()).toEqual({ strategy: 'session' })
  })

  it('is written to the file and goes for the next request', async () => {
    const { send, written, boards, clock } = createFixture()
    const answer = await send('/api/config/strategy', put('weighted'))
    expect([answer.status, await answer.json()]).toEqual([200, { strategy: 'weighted' }])
    expect(written).toEqual([new Map([['lb_strategy', 'weighted']])])
    expect(boards.get('accounts')?.view(clock.now).policy.strategy).toBe('weighted')
    expect(boards.get('lb')?.view(clock.now).policy.strategy).toBe('round-robin')
  })

  it.each(['fastest', '', 'SESSION'])('is not %j: 400, naming what is taken', async (strategy) => {
    const { send, written } = createFixture()
    const answer = await send('/api/config/strategy', put(strategy))
    expect(answer.status).toBe(400)
    const { detail } = problemBody.parse(await answer.json())
    for (const known of ['round-robin', 'time-window', 'weighted', 'session', 'headroom'])
      expect(detail).toContain(known)
    expect(written).toEqual([])
  })

  it('that the environment has set is 409, naming the variable', async () => {
    const sources = sourced('lb_strategy', { kind: 'environment', variable: 'LB_STRATEGY' })
    const { send, written } = createFixture({ sources })
    const answer = await send('/api/config/strategy', put('weighted'))
    expect(answer.status).toBe(409)
    expect(problemBody.parse(await answer.json()).detail).toContain('LB_STRATEGY')
    expect(written).toEqual([])
  })

  it('that the command line has set is 409, naming the option', async () => {
    const { send } = createFixture({ sources: sourced('lb_strategy', { kind: 'flag', flag: 'strategy' }) })
    const answer = await send('/api/config/strategy', put('weighted'))
    expect([answer.status, problemBody.parse(await answer.json()).detail]).toEqual([
      409,
      expect.stringContaining('--strategy'),
    ])
  })

  it('is session alone for a pool of OAuth accounts, else 409 with the reason', async () => {
    const { send } = createFixture({ accounts: [account('max', { pool: 'accounts', kind: 'oauth' })] })
    for (const strategy of ['round-robin', 'headroom']) {
      const answer = await send('/api/config/strategy', put(strategy))
      expect(answer.status).toBe(409)
      expect(problemBody.parse(await answer.json()).detail).toContain('OAuth')
    }
    expect((await send('/api/config/strategy', put('session'))).status).toBe(200)
  })

  it('stays as it is where the file cannot be written', async () => {
    const { send, boards, clock } = createFixture({
      onChange: () => ({ kind: 'failed', message: 'The disk is full.' }),
    })
    const answer = await send('/api/config/strategy', put('weighted'))
    expect([answer.status, problemBody.parse(await answer.json()).detail]).toEqual([503, 'The disk is full.'])
    expect(boards.get('accounts')?.view(clock.now).policy.strategy).toBe('session')
    expect(await (await send('/api/config/strategy')).json()).toEqual({ strategy: 'session' })
  })

  it('is the last one asked for where several ask at once, in the file as on the board', async () => {
    const { send, written, boards, clock } = createFixture()
    const asked = ['weighted', 'round-robin', 'time-window'] as const
    await Promise.all(asked.map((strategy) => send('/api/config/strategy', put(strategy))))
    const last = written.at(-1)?.get('lb_strategy')
    expect(written).toHaveLength(3)
    expect(boards.get('accounts')?.view(clock.now).policy.strategy).toBe(last)
  })
})

describe('pools', () => {
  it('are told one by one', async () => {
    const { send } = createFixture()
    expect(poolRow.parse(await (await send('/api/pools/lb')).json())).toEqual({
      id: 'lb',
      name: 'lb',
      enabled: true,
      strategy: 'round-robin',
      window_size: 5,
      session_duration_ms: 18_000_000,
      session_scope: 'pool',
      max_hold_ms: 2_000,
      max_utilization: 1,
      allow_overage: false,
      totalAccounts: 2,
      activeAccounts: 2,
      waiting: 0,
      fixed: {},
    })
    expect((await send('/api/pools/nobody')).status).toBe(404)
  })

  it('are changed in several ways at once, all in one writing', async () => {
    const { send, written } = createFixture()
    const json = { strategy: 'time-window', window_size: 10, session_scope: 'client' }
    expect((await send('/api/pools/lb', { method: 'PATCH', json })).status).toBe(200)
    expect(written).toEqual([
      new Map<string, unknown>([
        ['load_balancer.strategy', 'time-window'],
        ['load_balancer.window_size', 10],
        ['pools.lb.session_scope', 'client'],
      ]),
    ])
  })

  it('are told how to deal with limits', async () => {
    const { send, written } = createFixture()
    const json = { strategy: 'headroom', max_hold_ms: 0, max_utilization: 0.9, allow_overage: true }
    expect((await send('/api/pools/accounts', { method: 'PATCH', json })).status).toBe(200)
    expect(written).toEqual([
      new Map<string, unknown>([
        ['lb_strategy', 'headroom'],
        ['pools.accounts.max_hold_ms', 0],
        ['pools.accounts.max_utilization', 0.9],
        ['pools.accounts.allow_overage', true],
      ]),
    ])
  })

  it.each([
    {},
    { window_size: 0 },
    { window_size: -1 },
    { session_duration_ms: 1.5 },
    { max_hold_ms: -1 },
    { max_hold_ms: 60_001 },
    { max_hold_ms: null },
    { max_utilization: 0 },
    { max_utilization: 1.1 },
    { allow_overage: 'true' },
    { name: 'x' },
  ])('are not changed by %j', async (json) => {
    const { send, written } = createFixture()
    expect((await send('/api/pools/lb', { method: 'PATCH', json })).status).toBe(400)
    expect(written).toEqual([])
  })

  it('keep what the command line has set for all of them', async () => {
    const { send } = createFixture({ sources: sourced('max_hold_ms', { kind: 'flag', flag: 'max-hold-ms' }) })
    const answer = await send('/api/pools/lb', { method: 'PATCH', json: { max_hold_ms: 1 } })
    expect([answer.status, problemBody.parse(await answer.json()).detail]).toEqual([
      409,
      'max_hold_ms of pool lb is set by --max-hold-ms of the command line and cannot be changed here.',
    ])
  })

  it('say beforehand what cannot be changed, and what has set it', async () => {
    const { send } = createFixture({ sources: sourced('max_hold_ms', { kind: 'flag', flag: 'max-hold-ms' }) })
    const flag = '--max-hold-ms of the command line'
    expect(poolRow.parse(await (await send('/api/pools/lb')).json()).fixed).toEqual({ max_hold_ms: flag })
    const keys = ['max_hold_ms', 'pools.lb.max_hold_ms', 'pools.accounts.max_hold_ms']
    const { fixed, sources } = configBody.parse(await (await send('/api/config')).json())
    expect(fixed).toEqual(Object.fromEntries(keys.map((key) => [key, flag])))
    expect(sources).toEqual(fixed)
  })

  it('keep what the environment has set for all of them', async () => {
    const sources = sourced('session_duration_ms', { kind: 'environment', variable: 'SESSION_DURATION_MS' })
    const { send } = createFixture({ sources })
    const answer = await send('/api/pools/accounts', { method: 'PATCH', json: { session_duration_ms: 1_000 } })
    expect([answer.status, problemBody.parse(await answer.json()).detail]).toEqual([
      409,
      expect.stringContaining('SESSION_DURATION_MS'),
    ])
  })
})

describe('the settings', () => {
  it('are told with where they came from', async () => {
    const sources = sourced('lb_strategy', { kind: 'environment', variable: 'LB_STRATEGY' })
    const told = configBody.parse(await (await createFixture({ sources }).send('/api/config')).json())
    expect(told.settings).toMatchObject({ port: 8080, lb_strategy: 'session', 'load_balancer.window_size': 5 })
    expect(told.settings).toMatchObject({ 'pools.lb.max_hold_ms': 2_000, 'pools.lb.allow_overage': false })
    expect(told.settings).toMatchObject({
      session_duration_ms: 18_000_000,
      session_scope: 'pool',
      allow_overage: false,
    })
    expect(told.sources).toEqual({ lb_strategy: 'LB_STRATEGY of the environment' })
  })

  it('are all told that there are, but credentials, uuids and what has a place of its own', async () => {
    const told = configBody.parse(await (await createFixture().send('/api/config')).json())
    const elsewhere = ['load_balancer.api_keys', 'load_balancer.uuid', 'accounts', 'pools', 'providers']
    const missing = Object.keys(SETTINGS).filter((key) => !Object.hasOwn(told.settings, key))
    // The fixture has no providers.
    const unnamed = ['anthropic', 'gemini', 'openai'].map((name) => `providers.${name}.base_url`)
    expect(new Set(missing)).toEqual(new Set([...elsewhere, ...unnamed]))
    expect(told.settings['outbound_proxy']).toBe('http://***@proxy')
  })
})
