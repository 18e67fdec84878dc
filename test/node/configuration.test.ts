import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { runToEnd } from '../harness/built-server.ts'
import type { GatewaySettings } from '../harness/settings.ts'
import { getJson, MESSAGE, openStage } from '../harness/stage.ts'

/** Contract §3: a value that cannot be used stops the start, and says what, where from and what would do. */
interface Refusal {
  readonly name: string
  readonly settings: GatewaySettings
  /** What the sentence has to name. */
  readonly says: readonly (string | RegExp)[]
  /** What it must not tell. */
  readonly hides?: string
}

const SECRET = 'sk-ant-api03-secret-that-must-not-show'

const REFUSALS: readonly Refusal[] = [
  { name: 'PORT', settings: { env: { PORT: 'eighty' } }, says: ['PORT', 'eighty'] },
  { name: 'a port out of range', settings: { env: { PORT: '70000' } }, says: ['PORT', '70000'] },
  {
    name: 'an unknown strategy',
    settings: { env: { LB_STRATEGY: 'magic' } },
    says: ['LB_STRATEGY', 'magic', 'round-robin', 'time-window', 'weighted', 'session', 'headroom'],
  },
  {
    name: 'an unknown strategy of pool lb',
    settings: { env: { LOAD_BALANCER_STRATEGY: 'Round Robin' } },
    says: ['LOAD_BALANCER_STRATEGY', 'Round Robin', 'round-robin'],
  },
  {
    name: 'an unknown strategy in the file',
    settings: { config: { lb_strategy: 'magic' } },
    says: ['lb_strategy', 'magic', 'config.json', 'round-robin'],
  },
  {
    name: 'a weight of 0',
    settings: { env: { LOAD_BALANCER_API_KEYS: `${SECRET}:0` } },
    says: ['LOAD_BALANCER_API_KEYS', /\b0\b/],
    hides: SECRET,
  },
  {
    name: 'a weight that is no number',
    settings: { env: { LOAD_BALANCER_API_KEYS: `${SECRET}:abc` } },
    says: ['LOAD_BALANCER_API_KEYS', 'abc'],
    hides: SECRET,
  },
  {
    name: 'a weight that is no integer',
    settings: { env: { LOAD_BALANCER_API_KEYS: `${SECRET}:1.5` } },
    says: ['LOAD_BALANCER_API_KEYS', '1.5'],
    hides: SECRET,
  },
  {
    name: 'a key twice',
    settings: { env: { LOAD_BALANCER_API_KEYS: `${SECRET},sk-ant-other-0123456789,${SECRET}` } },
    says: ['LOAD_BALANCER_API_KEYS', /twice|same|duplicate/i],
    hides: SECRET,
  },
  {
    name: 'a window of -1',
    settings: { env: { LOAD_BALANCER_WINDOW_SIZE: '-1' } },
    says: ['LOAD_BALANCER_WINDOW_SIZE', '-1'],
  },
  {
    name: 'a session of no length',
    settings: { env: { SESSION_DURATION_MS: '0' } },
    says: ['SESSION_DURATION_MS', '0'],
  },
  {
    name: 'a switch that is neither on nor off',
    settings: { env: { LOAD_BALANCER_ENABLED: 'maybe' } },
    says: ['LOAD_BALANCER_ENABLED', 'maybe', 'true', 'false'],
  },
  {
    name: 'a token too short',
    settings: { env: { LOAD_BALANCER_UUID: 'short' } },
    says: ['LOAD_BALANCER_UUID', '16'],
    hides: 'short"',
  },
  {
    name: 'an unknown provider',
    settings: { env: { LOAD_BALANCER_API_KEYS: `${SECRET}:1:nobody` } },
    says: ['LOAD_BALANCER_API_KEYS', 'nobody'],
    hides: SECRET,
  },
  {
    name: 'an origin that is none',
    settings: { env: { UPSTREAM_ANTHROPIC_URL: 'api.anthropic.com' } },
    says: ['UPSTREAM_ANTHROPIC_URL', 'api.anthropic.com'],
  },
  { name: 'a log level', settings: { env: { LOG_LEVEL: 'loud' } }, says: ['LOG_LEVEL', 'loud', 'info'] },
  {
    name: 'a database that is not built',
    settings: { env: { DATABASE_URL: 'postgres://user:hunter2secret@localhost/db' } },
    says: ['DATABASE_URL', 'postgres'],
    hides: 'hunter2secret',
  },
  {
    name: 'a HOST beyond loopback without a client key',
    settings: { env: { HOST: '0.0.0.0' } },
    says: ['HOST', '0.0.0.0', 'claudeflare keys create'],
  },
  { name: 'a file that is no JSON', settings: { config: '{"port": ' }, says: ['config.json'] },
  { name: 'a file that is no object', settings: { config: '[]' }, says: ['config.json'] },
  {
    name: 'a variable that is not there',
    // oxlint-disable-next-line no-template-curly-in-string
    settings: { config: { accounts: [{ name: 'a', provider: 'anthropic', api_key: '${NOT_SET_ANYWHERE}' }] } },
    says: ['NOT_SET_ANYWHERE'],
  },
  {
    name: 'an account without a key',
    settings: { config: { accounts: [{ name: 'lonely', provider: 'anthropic' }] } },
    says: ['accounts', 'api_key'],
  },
  {
    name: 'a certificate without its key',
    settings: { env: { TLS_CERT: '/nowhere/cert.pem' } },
    says: [/TLS_(CERT|KEY)/],
  },
]

describe('refused with exit status 2 and one clear sentence', () => {
  test.each(REFUSALS)('$name', async ({ settings, says, hides }) => {
    const exit = await runToEnd(settings)
    expect(exit.stdout).not.toContain('listening on')
    for (const part of says) expect(exit.stderr).toMatch(part)
    if (hides !== undefined) expect(exit.stderr).not.toContain(hides)
    expect(exit.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m)
    expect(exit.code).toBe(2)
  })
})

describe('precedence', () => {
  let home = ''
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'cf-test-'))
  })
  afterEach(() => rm(home, { recursive: true, force: true }))

  test('environment before file', async () => {
    await using stage = await openStage({ env: { LB_STRATEGY: 'weighted' }, config: { lb_strategy: 'time-window' } })
    expect(await getJson(`${stage.gateway.url}/api/config/strategy`)).toMatchObject({ strategy: 'weighted' })
  })

  test('CLAUDEFLARE_CONFIG names another file', async () => {
    const file = join(home, 'elsewhere.json')
    await writeFile(file, JSON.stringify({ lb_strategy: 'time-window' }))
    await using stage = await openStage({ env: { CLAUDEFLARE_CONFIG: file } })
    expect(await getJson(`${stage.gateway.url}/api/config/strategy`)).toMatchObject({ strategy: 'time-window' })
  })

  test("a value '${NAME}' is read from the environment", async () => {
    // oxlint-disable-next-line no-template-curly-in-string
    const accounts = [{ name: 'a', pool: 'lb', provider: 'anthropic', api_key: '${MY_KEY}' }]
    await using stage = await openStage({ config: { accounts }, env: { MY_KEY: 'canary-from-the-environment' } })
    expect((await stage.message()).status).toBe(200)
    expect(stage.provider.received()[0]?.key).toBe('canary-from-the-environment')
  })

  test('the uuid is generated once and kept', async () => {
    const plan = { anthropic: 1, home, env: { LOAD_BALANCER_UUID: undefined } }
    let text = ''
    for (let round = 0; round < 2; round += 1) {
      await using stage = await openStage(plan)
      expect((await askJson(`${stage.lb}/v1/messages`, MESSAGE)).status).toBe(404)
      text += stage.gateway.stderr()
      await stage.gateway.stop()
    }
    expect(text).not.toMatch(/\/lb\/v1\/messages.*[A-Za-z0-9_-]{30,}/)
  })

  test('what is secret in the state folder is readable by its owner alone', async () => {
    await using stage = await openStage({ anthropic: 1, home })
    await stage.message()
    const { mode } = await stat(home)
    expect(mode & 0o022).toBe(0)
  })
})
