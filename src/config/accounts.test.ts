import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Settings } from '../model/settings.ts'
import { toSentence } from './config-problem.ts'
import { type Given, givenSources } from './given-sources.ts'
import { loadSettings } from './load-settings.ts'

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function load(given: Given): Settings {
  const loaded = loadSettings(givenSources(given, sha256))
  if (!loaded.ok) throw new Error(loaded.problems.map(toSentence).join('\n'))
  return loaded.settings
}

function refusals(given: Given): readonly string[] {
  const loaded = loadSettings(givenSources(given, sha256))
  return loaded.ok ? [] : loaded.problems.map(toSentence)
}

function keys(list: string): Given {
  return { env: { LOAD_BALANCER_API_KEYS: list } }
}

describe('LOAD_BALANCER_API_KEYS', () => {
  it('names accounts key-1, key-2, … of pool lb in their order', () => {
    const { accounts } = load(keys('a, b:3 ,c:2:gemini'))
    expect(accounts.map(({ name, pool, weight, provider }) => ({ name, pool, weight, provider }))).toEqual([
      { name: 'key-1', pool: 'lb', weight: 1, provider: 'anthropic' },
      { name: 'key-2', pool: 'lb', weight: 3, provider: 'anthropic' },
      { name: 'key-3', pool: 'lb', weight: 2, provider: 'gemini' },
    ])
    expect(accounts.map((account) => account.credential?.reveal())).toEqual(['a', 'b', 'c'])
    expect(accounts.every((account) => account.source === 'environment')).toBe(true)
  })

  it.each([
    ['sk-ant-x', 'anthropic', 'anthropic'],
    ['AIzax', 'gemini', 'gemini'],
    ['sk-proj-x', 'openai', 'openai'],
    ['gsk_x', 'groq', 'openai'],
    ['sk-or-x', 'openrouter', 'openai'],
    ['xai-x', 'xai', 'openai'],
    ['sk-plain', 'gemini', 'gemini'],
    ['sk-ant-x:1:openai', 'openai', 'openai'],
  ])('gives %s to %s, and LOAD_BALANCER_PROVIDER what has no known prefix', (entry, provider, protocol) => {
    const env = { LOAD_BALANCER_API_KEYS: entry, LOAD_BALANCER_PROVIDER: 'gemini' }
    expect(load({ env }).accounts[0]).toMatchObject({ provider, protocol })
  })

  it.each(['0', 'abc', '1.5', '-1', '', '1e3', '9999999'])('refuses the weight %j', (weight) => {
    const [sentence, ...others] = refusals(keys(`a,b:${weight}`))
    expect(others).toEqual([])
    expect(sentence).toContain(
      `LOAD_BALANCER_API_KEYS, key 2, its weight ${JSON.stringify(weight)} from the environment`,
    )
    expect(sentence).toContain('a whole number from 1')
  })

  it('refuses a key with a colon too many', () => {
    expect(refusals(keys('a:1:openai:x'))[0]).toContain('key[:weight[:provider]]')
  })

  it('refuses an unknown provider and suggests the one that was meant', () => {
    expect(refusals(keys('a:1:gemni'))[0]).toContain('(is gemini meant?)')
  })

  it('refuses a key twice, naming both places and not the key', () => {
    const [sentence] = refusals(keys('canary,b,canary:5'))
    expect(sentence).toContain('LOAD_BALANCER_API_KEYS, key 3')
    expect(sentence).toContain('the same key as LOAD_BALANCER_API_KEYS, key 1')
    expect(sentence).not.toContain('canary')
  })

  it('passes over what a comma at the end leaves, and says so', () => {
    const loaded = loadSettings(givenSources(keys('a,b,'), sha256))
    expect(loaded).toMatchObject({ ok: true, warnings: [expect.stringContaining('blank')] })
  })
})

describe('accounts of the file', () => {
  it('reads every field of an account object', () => {
    const accounts = [
      {
        name: 'main',
        pool: 'team',
        provider: 'acme',
        api_key: '${ACME}',
        weight: 2,
        priority: 7,
        base_url: 'https://LLM.acme.test/api/',
        models: ['claude-*'],
        model_map: { 'claude-*': 'gpt-5' },
        max_in_flight: 12,
        max_utilization: 0.9,
        quota_group: 'acme - org 7',
      },
    ]
    const settings = load({ file: { accounts }, env: { ACME: 'secret:with:colons' } })
    expect(settings.accounts[0]).toMatchObject({
      name: 'main',
      pool: 'team',
      provider: 'acme',
      protocol: 'openai',
      kind: 'api_key',
      weight: 2,
      priority: 7,
      baseUrl: 'https://llm.acme.test/api',
      models: ['claude-*'],
      modelMap: [{ pattern: 'claude-*', target: 'gpt-5' }],
      source: 'file',
      caps: { maxInFlight: 12, maxUtilization: 0.9, quotaGroup: 'acme - org 7' },
    })
    expect(settings.accounts[0]?.credential?.reveal()).toBe('secret:with:colons')
    expect(settings.pools.map((pool) => pool.name)).toEqual(['lb', 'accounts', 'team'])
  })

  it('puts an account into pool accounts where it does not say', () => {
    expect(load({ file: { accounts: [{ name: 'a', api_key: 'k' }] } }).accounts[0]?.pool).toBe('accounts')
  })

  it('are without caps of their own where they do not say', () => {
    const given = { ...keys('a'), file: { accounts: [{ name: 'x', api_key: 'b' }] } }
    const none = { maxInFlight: null, maxUtilization: null, quotaGroup: null }
    expect(load(given).accounts.map(({ caps }) => caps)).toEqual([none, none])
  })

  it('have their caps in load_balancer.api_keys as well', () => {
    const api_keys = [{ api_key: 'c', max_in_flight: 4, max_utilization: 1, quota_group: 'g' }]
    expect(load({ file: { load_balancer: { api_keys } } }).accounts[0]?.caps).toEqual({
      maxInFlight: 4,
      maxUtilization: 1,
      quotaGroup: 'g',
    })
  })

  it('takes strings and objects in load_balancer.api_keys', () => {
    const api_keys = ['a', 'b:2', { api_key: 'c', weight: 4 }, '${D}']
    const { accounts } = load({ file: { load_balancer: { api_keys } }, env: { D: 'd:5' } })
    expect(accounts.map(({ name, pool, weight }) => [name, pool, weight])).toEqual([
      ['key-1', 'lb', 1],
      ['key-2', 'lb', 2],
      ['key-3', 'lb', 4],
      ['key-4', 'lb', 5],
    ])
  })

  it.each([
    [{ api_key: 'k', weight: 0 }, 'accounts[0].weight 0'],
    [{ api_key: 'k', weight: '2' }, 'accounts[0].weight "2"'],
    [{ api_key: 'k', priority: 1.5 }, 'accounts[0].priority 1.5'],
    [{ api_key: 'k', models: 'claude-*' }, 'accounts[0].models'],
    [{ api_key: 'k', models: [1] }, 'accounts[0].models[0] 1'],
    [{ api_key: 'k', model_map: { a: 'b*' } }, 'accounts[0].model_map.a "b*"'],
    [{ api_key: 'k', base_url: 'http://u:p@h' }, 'accounts[0].base_url "http://***@h"'],
    [{ api_key: 'k', pool: 'a b' }, 'accounts[0].pool "a b"'],
    [{ api_key: 'k', name: 'a\nb' }, 'accounts[0].name'],
    [{ api_key: 'k', provider: 'nobody' }, 'accounts[0].provider "nobody"'],
    [{ api_key: 'k', max_in_flight: 0 }, 'accounts[0].max_in_flight 0'],
    [{ api_key: 'k', max_in_flight: 1.5 }, 'accounts[0].max_in_flight 1.5'],
    [{ api_key: 'k', max_in_flight: null }, 'accounts[0].max_in_flight null'],
    [{ api_key: 'k', max_utilization: 0 }, 'accounts[0].max_utilization 0'],
    [{ api_key: 'k', max_utilization: 90 }, 'accounts[0].max_utilization 90'],
    [{ api_key: 'k', max_utilization: '0.9' }, 'accounts[0].max_utilization "0.9"'],
    [{ api_key: 'k', quota_group: '' }, 'accounts[0].quota_group ""'],
    [{ api_key: 'k', quota_group: 'a/b' }, 'accounts[0].quota_group "a/b"'],
    [{ api_key: 'k', quota_group: 'x'.repeat(65) }, 'accounts[0].quota_group'],
    [{ api_key: 'k', quota_group: 'sk-ant-0123456789abcdef' }, 'it looks like a credential'],
    [{ name: 'a' }, 'accounts[0].api_key from /state/config.json cannot be used: it is missing'],
    [{ api_key: '' }, 'accounts[0].api_key'],
    ['k', 'accounts[0]'],
  ])('refuses %j', (account, named) => {
    const sentences = refusals({ file: { accounts: [account] } })
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain(named)
  })

  it('refuses one key in two pools and two accounts of one name', () => {
    const file = {
      accounts: [
        { name: 'key-1', api_key: 'b' },
        { name: 'x', api_key: 'a' },
      ],
    }
    const sentences = refusals({ ...keys('a'), file })
    expect(sentences).toHaveLength(2)
    expect(sentences[0]).toContain(
      'accounts[0] from /state/config.json cannot be used: LOAD_BALANCER_API_KEYS, key 1 has the name key-1 too',
    )
    expect(sentences[1]).toContain(
      'accounts[1] from /state/config.json cannot be used: it is the same key as LOAD_BALANCER_API_KEYS, key 1',
    )
  })

  it('takes one credential for two providers: they are two accounts', () => {
    expect(load(keys('a:1:openai,a:1:groq')).accounts).toHaveLength(2)
  })
})

describe('identity', () => {
  it('is bound to provider, base URL and credential, not to the name or the order', () => {
    const [a, b] = load(keys('a,b')).accounts
    const [b2, a2] = load(keys('b:9,a:2')).accounts
    expect([a?.id, b?.id]).toEqual([a2?.id, b2?.id])
    expect(a?.id).toBe(sha256('anthropic\0https://api.anthropic.com\0a').slice(0, 24))
  })

  it('changes with the base URL', () => {
    const moved = load({ env: { LOAD_BALANCER_API_KEYS: 'a', UPSTREAM_ANTHROPIC_URL: 'http://127.0.0.1:1/' } })
    expect(moved.accounts[0]?.baseUrl).toBe('http://127.0.0.1:1')
    expect(moved.accounts[0]?.id).not.toBe(load(keys('a')).accounts[0]?.id)
  })
})

describe('providers', () => {
  it('have their base URL from UPSTREAM_*_URL, else from the file, else built in', () => {
    const file = { providers: { anthropic: { base_url: 'http://file' }, groq: { base_url: 'http://groq' } } }
    const { providers } = load({ file, env: { UPSTREAM_GEMINI_URL: 'http://gemini/' } })
    expect(providers.get('anthropic')).toMatchObject({ protocol: 'anthropic', baseUrl: 'http://file' })
    expect(providers.get('gemini')).toMatchObject({ protocol: 'gemini', baseUrl: 'http://gemini' })
    expect(providers.get('groq')).toMatchObject({ protocol: 'openai', baseUrl: 'http://groq' })
    expect(providers.get('openai')?.baseUrl).toBe('https://api.openai.com')
  })

  it('of other names speak OpenAI at the base URL they are given', () => {
    const file = { providers: { acme: { base_url: 'https://acme.test' } } }
    expect(load({ ...keys('a:1:acme'), file }).accounts[0]).toMatchObject({
      provider: 'acme',
      protocol: 'openai',
      baseUrl: 'https://acme.test',
    })
  })
})

describe('pools', () => {
  it('of the file have their own strategy', () => {
    const file = { pools: { team: { strategy: 'time-window', window_size: 2 }, accounts: { session_scope: 'client' } } }
    const { pools } = load({ file })
    expect(pools.find((pool) => pool.name === 'team')).toMatchObject({ strategy: 'time-window', windowMs: 120_000 })
    expect(pools.find((pool) => pool.name === 'accounts')?.sessionScope).toBe('client')
  })

  it('deal with limits as all do, unless one says otherwise', () => {
    const file = {
      max_hold_ms: 500,
      max_utilization: 0.9,
      allow_overage: true,
      pools: { lb: { max_hold_ms: 0, allow_overage: false }, accounts: { max_utilization: 0.5 } },
    }
    expect(load({ file }).pools.map(({ headroom }) => headroom)).toEqual([
      { maxHoldMs: 0, maxUtilization: 0.9, allowOverage: false },
      { maxHoldMs: 500, maxUtilization: 0.5, allowOverage: true },
    ])
  })

  it.each([
    [{ max_hold_ms: 60_001 }, 'pools.lb.max_hold_ms 60001', 'a whole number of ms from 0 to 60000'],
    [{ max_hold_ms: -1 }, 'pools.lb.max_hold_ms -1', 'a whole number of ms from 0 to 60000'],
    [{ max_utilization: 0 }, 'pools.lb.max_utilization 0', 'a number above 0 up to 1'],
    [{ max_utilization: 1.01 }, 'pools.lb.max_utilization 1.01', 'a number above 0 up to 1'],
    [{ allow_overage: 'no' }, 'pools.lb.allow_overage "no"', 'true or false'],
  ])('refuse %j, for one as for all, with what would be accepted', (field, named, accepted) => {
    const own = refusals({ file: { pools: { lb: field } } })
    expect(own).toEqual([expect.stringContaining(`${named} from /state/config.json cannot be used`)])
    const all = refusals({ file: field })
    expect(all).toEqual([expect.stringContaining(`${named.replace('pools.lb.', '')} from /state/config.json`)])
    for (const sentence of [...own, ...all]) expect(sentence).toContain(`accepted is ${accepted}`)
  })

  it('take headroom wherever they take a strategy', () => {
    const { pools } = load({
      env: { LOAD_BALANCER_STRATEGY: 'headroom', LB_STRATEGY: 'headroom' },
      file: { pools: { team: { strategy: 'headroom' } } },
    })
    expect(pools.map(({ strategy }) => strategy)).toEqual(['headroom', 'headroom', 'headroom'])
  })

  it('lb and accounts have their strategy in one place only', () => {
    expect(refusals({ file: { pools: { accounts: { strategy: 'weighted' } } } })[0]).toContain('lb_strategy')
    expect(refusals({ file: { pools: { lb: { window_size: 1 } } } })[0]).toContain('load_balancer.window_size')
  })
})
