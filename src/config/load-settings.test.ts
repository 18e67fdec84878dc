import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Settings } from '../model/settings.ts'
import { toSentence } from './config-problem.ts'
import { type Given, givenSources } from './given-sources.ts'
import { loadSettings } from './load-settings.ts'

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function load(given: Given): { settings: Settings; warnings: readonly string[] } {
  const loaded = loadSettings(givenSources(given, sha256))
  if (!loaded.ok) throw new Error(loaded.problems.map(toSentence).join('\n'))
  return loaded
}

function refusals(given: Given): readonly string[] {
  const loaded = loadSettings(givenSources(given, sha256))
  return loaded.ok ? [] : loaded.problems.map(toSentence)
}

describe('with nothing configured', () => {
  it('has the defaults of the contract', () => {
    const { settings, warnings } = load({})
    expect(warnings).toEqual([])
    expect(settings).toMatchObject({
      listen: { host: '127.0.0.1', port: 8080 },
      tls: null,
      configFile: '/state/config.json',
      databasePath: '/state/claudeflare.db',
      adminKey: null,
      loadBalancer: { enabled: false, uuids: ['generated-0123456789'] },
      accounts: [],
      defaultProvider: 'anthropic',
      outbound: { httpsProxy: null, httpProxy: null, noProxy: null },
      timeouts: { connectMs: 10_000, firstByteMs: 600_000, idleMs: 600_000, firstEventMs: 0 },
      attempts: { deadlineMs: 30_000, max: 5, retryAmbiguous: false },
      drainMs: 300_000,
      maxBufferedBytes: 268_435_456,
      exposeAccount: false,
      timeZone: 'UTC',
      log: { level: 'info', format: 'json' },
      demo: false,
    })
    const common = {
      windowMs: 300_000,
      sessionMs: 18_000_000,
      sessionScope: 'pool',
      headroom: { maxHoldMs: 2_000, maxUtilization: 1, allowOverage: false },
    }
    expect(settings.pools).toEqual([
      { name: 'lb', strategy: 'round-robin', ...common },
      { name: 'accounts', strategy: 'session', ...common },
    ])
  })
})

describe('precedence', () => {
  const file = { port: 1, lb_strategy: 'weighted' }
  it('takes the command line before the environment, that before the file, that before the default', () => {
    expect(load({ file }).settings.listen.port).toBe(1)
    expect(load({ file, env: { PORT: '2' } }).settings.listen.port).toBe(2)
    expect(load({ file, env: { PORT: '2' }, flags: { port: '3' } }).settings.listen.port).toBe(3)
  })

  it('reads numbers and truth of the command line as they are meant', () => {
    const flags = { 'max-hold-ms': '0', 'max-utilization': '0.85', 'allow-overage': 'yes' }
    expect(load({ flags, file: { max_hold_ms: 9 } }).settings.pools[0]?.headroom).toEqual({
      maxHoldMs: 0,
      maxUtilization: 0.85,
      allowOverage: true,
    })
  })

  it('counts an empty variable as unset', () => {
    expect(load({ file, env: { PORT: '', LB_STRATEGY: ' ' } }).settings.listen.port).toBe(1)
  })

  it('remembers where each value came from', () => {
    const { sources } = load({ file, env: { LB_STRATEGY: 'session' }, flags: { host: '::1' } }).settings
    expect(sources.get('lb_strategy')).toEqual({ kind: 'environment', variable: 'LB_STRATEGY' })
    expect(sources.get('port')).toEqual({ kind: 'file', path: '/state/config.json', key: 'port' })
    expect(sources.get('host')).toEqual({ kind: 'flag', flag: 'host' })
    expect(sources.get('log_level')).toEqual({ kind: 'default' })
  })

  it('reads CLAUDEFLARE_CONFIG_JSON in the place of the file', () => {
    const { settings } = load({ file, env: { CLAUDEFLARE_CONFIG_JSON: '{"port": 9}' } })
    expect(settings.listen.port).toBe(9)
    expect(settings.configFile).toBeNull()
  })
})

describe('a value that cannot be used is refused with its name, value, source and what is accepted', () => {
  const cases: readonly (readonly [variable: string, value: string, accepted: string])[] = [
    ['PORT', 'abc', 'a whole number from 0 to 65535'],
    ['PORT', '65536', '65535'],
    ['PORT', '80.5', 'a whole number'],
    ['HOST', 'http://localhost', 'host name without port'],
    ['HOST', 'localhost:80', 'host name without port'],
    ['LB_STRATEGY', 'fastest', 'round-robin, time-window, weighted, session, headroom'],
    ['LOAD_BALANCER_STRATEGY', 'random', 'round-robin, time-window, weighted, session, headroom'],
    ['SESSION_DURATION_MS', '0', 'a whole number of ms from 1'],
    ['LOAD_BALANCER_ENABLED', 'maybe', '1, 0, yes, no'],
    ['LOAD_BALANCER_WINDOW_SIZE', '-1', 'a number of minutes above 0'],
    ['LOAD_BALANCER_WINDOW_SIZE', 'Infinity', 'a number of minutes above 0'],
    ['LOAD_BALANCER_PROVIDER', 'nobody', 'anthropic, gemini, openai'],
    ['UPSTREAM_GEMINI_URL', 'ftp://example', 'http:// or https://'],
    ['UPSTREAM_OPENAI_URL', 'https://example/?a', 'without credentials, query or fragment'],
    ['HTTPS_PROXY', 'proxy', 'URL of a proxy'],
    ['DATABASE_URL', 'mysql://h/d', 'sqlite:'],
    ['LOG_LEVEL', 'loud', 'trace, debug, info'],
    ['LOG_FORMAT', 'xml', 'text, json'],
  ]
  it.each(cases)('%s=%s', (variable, value, accepted) => {
    const [sentence, ...others] = refusals({ env: { [variable]: value } })
    expect(others).toEqual([])
    expect(sentence).toMatch(new RegExp(`^${variable} "`))
    expect(sentence).toContain('from the environment cannot be used')
    expect(sentence).toContain(accepted)
  })

  it('names the flag, or the file and its key', () => {
    expect(refusals({ flags: { strategy: 'x' } })[0]).toMatch(/^--strategy "x" from the command line/)
    expect(refusals({ flags: { 'max-utilization': '1.5' } })[0]).toMatch(/^--max-utilization "1\.5" from the command/)
    expect(refusals({ file: { lb_strategy: 'x' } })[0]).toMatch(/^lb_strategy "x" from \/state\/config\.json/)
  })

  it('says everything that is wrong at once', () => {
    expect(refusals({ env: { PORT: 'x', LB_STRATEGY: 'y' }, file: { time_zone: 'Mars' } })).toHaveLength(3)
  })

  it('suggests the word that was meant', () => {
    expect(refusals({ env: { LB_STRATEGY: 'round_robin' } })[0]).toContain('is round-robin meant?')
  })

  it.each([
    ['port', '8080'],
    ['port', null],
    ['expose_account', 1],
    ['retry_ambiguous', 'true'],
    ['lb_strategy', ['session']],
    ['load_balancer', 5],
    ['tls', 'cert.pem'],
    ['pools', []],
    ['providers', 'x'],
    ['accounts', {}],
    ['max_attempts', 0],
    ['connect_timeout_ms', 0],
    ['deadline_ms', -1],
    ['max_buffered_bytes', 1.5],
    ['time_zone', 'Europe/Atlantis'],
    ['session_scope', 'user'],
  ])('the file: %s as %j', (key, value) => {
    const sentences = refusals({ file: { [key]: value } })
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain(`${key} `)
    expect(sentences[0]).toContain('from /state/config.json cannot be used')
  })
})

describe('the config file', () => {
  it('is refused with line and column where it is no JSON, and nothing of it is shown', () => {
    const [sentence] = refusals({ file: '{\n  "port": 1,\n  "x": sk-ant-canary\n}' })
    expect(sentence).toContain('the config file /state/config.json cannot be used: line 3, column 8: expected a value')
    expect(sentence).not.toContain('canary')
  })

  it.each([
    ['', 'it is empty'],
    ['[]', 'it holds no object'],
    ['{"a": 1,}', 'column 9'],
    ['{"a": 1, "a": 2}', 'each key once'],
  ])('%j is refused: %s', (file, why) => {
    expect(refusals({ file })[0]).toContain(why)
  })

  it('warns of what it does not know and suggests what was meant', () => {
    const { warnings } = load({ file: { lb_stategy: 'session', load_balancer: { enable: true }, colour: 1 } })
    expect(warnings).toEqual([
      'lb_stategy in /state/config.json is not a setting; is lb_strategy meant?',
      'colour in /state/config.json is not a setting',
      'load_balancer.enable in /state/config.json is not a setting; is enabled meant?',
    ])
  })

  it('warns of variables that are most likely mistyped', () => {
    const { warnings } = load({ env: { LOAD_BALANCER_API_KEY: 'secret', PATH: '/bin' } })
    expect(warnings).toEqual([
      'LOAD_BALANCER_API_KEY from the environment is not a setting; is LOAD_BALANCER_API_KEYS meant?',
    ])
  })

  it('reads "${NAME}" from the environment, as text', () => {
    const { settings } = load({
      file: { port: '${MY_PORT}', lb_strategy: '${S}' },
      env: { MY_PORT: '81', S: 'weighted' },
    })
    expect(settings.listen.port).toBe(81)
    expect(settings.pools[1]?.strategy).toBe('weighted')
  })

  it('refuses "${NAME}" where the environment has no NAME', () => {
    expect(refusals({ file: { host: '${MY_HOST}' } })[0]).toContain('the environment has no MY_HOST')
  })

  it('does not read "${NAME}" in the environment itself', () => {
    expect(refusals({ env: { HOST: '${X}', X: 'localhost' } })[0]).toContain('HOST "${X}"')
  })
})

describe('secrets', () => {
  it('never stand in a refusal', () => {
    const canary = 'canary0123456789canary0123456789'
    const sentences = refusals({
      env: {
        LB_STRATEGY: `sk-ant-${canary}`,
        LOAD_BALANCER_UUID: `${canary}!`,
        CLAUDEFLARE_ADMIN_KEY: `${canary} ${canary}`,
        LOAD_BALANCER_API_KEYS: `${canary},${canary}:2,a:${canary},b:1:${canary}${canary}`,
        UPSTREAM_ANTHROPIC_URL: `https://${canary}@host`,
        UPSTREAM_OPENAI_URL: `https://host/?key=${canary}`,
        DATABASE_URL: `postgres://u:${canary}@host/db`,
        HTTPS_PROXY: `socks5://u:${canary}@host`,
      },
      file: { accounts: [{ name: 'x', api_key: `${canary} ${canary}` }, canary, { api_key: [canary] }] },
    })
    expect(sentences.length).toBeGreaterThan(10)
    for (const sentence of sentences) expect(sentence).not.toContain(canary)
  })
})
