import { describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { startBareWorkerd } from '../harness/bare-workerd.ts'
import { pick } from '../harness/json.ts'
import { UUID } from '../harness/settings.ts'
import { MESSAGE, toCanary } from '../harness/stage.ts'

const TEXTS = {
  LOAD_BALANCER_ENABLED: 'true',
  LOAD_BALANCER_UUID: UUID,
  LOAD_BALANCER_API_KEYS: toCanary('anthropic', 1),
}

interface SetUp {
  readonly name: string
  readonly says: readonly string[]
  readonly edit: (config: string) => string
}

/** What is wrong with the Worker's set-up, and the words of the sentence that helps. */
const WRONG: readonly SetUp[] = [
  {
    name: 'without the KV binding',
    says: ['LOAD_BALANCER_KV is missing', 'kv namespace create'],
    edit: (config) => config.replace('(name = "LOAD_BALANCER_KV", kvNamespace = "kv"),', ''),
  },
  {
    name: 'with a text in the place of the KV binding',
    says: ['LOAD_BALANCER_KV is no KV namespace', 'kv_namespaces'],
    edit: (config) => config.replace('kvNamespace = "kv"', 'text = "an-id"'),
  },
  {
    name: "without the pools' binding",
    says: ['POOLS is missing', 'durable_objects.bindings', 'PoolObject'],
    edit: (config) => config.replace('(name = "POOLS", durableObjectNamespace = "PoolObject"),', ''),
  },
  {
    name: "without the gateway object's binding",
    says: ['GATEWAY is missing', 'durable_objects.bindings', 'GatewayObject'],
    edit: (config) => config.replace('(name = "GATEWAY", durableObjectNamespace = "GatewayObject"),', ''),
  },
]

describe('a Worker answers 503 with a sentence', () => {
  test.each(WRONG)('$name', async ({ says, edit }) => {
    await using worker = await startBareWorkerd(TEXTS, edit)
    for (const path of [`/${UUID}/lb/v1/messages`, '/v1/messages', '/health', '/api/stats']) {
      const told = await askJson(worker.url + path, MESSAGE)
      expect(told).toMatchObject({ status: 503, error: 'state_unavailable' })
      for (const words of says) expect(told.text).toContain(words)
      const isOurs = path.startsWith('/api') || path === '/health'
      expect(told.headers['content-type']).toBe(isOurs ? 'application/problem+json' : 'application/json')
    }
  })

  test('with settings that cannot be used: their names for everybody, the reasons in the log alone', async () => {
    await using worker = await startBareWorkerd({ ...TEXTS, LB_STRATEGY: 'fastest' }, (config) => config)
    const told = await ask(`${worker.url}/health`)
    expect(told).toMatchObject({ status: 503, error: 'state_unavailable' })
    expect(told.text).toContain('LB_STRATEGY')
    expect(told.text).not.toContain('fastest')
    await expect.poll(() => worker.output()).toContain('fastest')
  })

  test.each([
    ['TLS_CERT', { TLS_CERT: '/cert', TLS_KEY: '/key' }],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://proxy:3128' }],
    ['DATABASE_URL', { DATABASE_URL: 'sqlite:x.db' }],
  ])('with %s, which has no meaning there', async (_name, texts) => {
    await using worker = await startBareWorkerd({ ...TEXTS, ...texts }, (config) => config)
    expect(await ask(`${worker.url}/health`)).toMatchObject({ status: 503, error: 'state_unavailable' })
    await expect.poll(() => worker.output()).toContain('cannot be used: in a Worker')
  })
})

test('a Worker whose objects have no SQLite answers 503 with a sentence', async () => {
  await using worker = await startBareWorkerd(TEXTS, (config) =>
    config.replaceAll(/(uniqueKey = "claudeflare-(?:pools|gateway)"), enableSql = true/g, '$1'),
  )
  const told = await askJson(`${worker.url}/${UUID}/lb/v1/messages`, MESSAGE)
  expect(told).toMatchObject({ status: 503, error: 'state_unavailable' })
  expect(pick(JSON.parse(told.text), 'error', 'message')).toContain('"storage": "sqlite"')
})
