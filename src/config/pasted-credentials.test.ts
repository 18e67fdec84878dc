import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toSentence } from './config-problem.ts'
import { type Given, givenSources } from './given-sources.ts'
import { loadSettings } from './load-settings.ts'
import { SETTINGS } from './setting-table.ts'

const KEY = 'sk-ant-canary-0123456789abcdef'
const PASSWORD = 'canary-password-of-an-address'

/** All that is said of such a configuration, refusals and warnings. */
function said(given: Given): string {
  const loaded = loadSettings(givenSources(given, (text) => createHash('sha256').update(text).digest('hex')))
  return loaded.ok ? loaded.warnings.join('\n') : loaded.problems.map(toSentence).join('\n')
}

function nest(dotted: string, value: unknown): unknown {
  return dotted.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
}

describe('a credential in the wrong place of the configuration is not told', () => {
  it.each(Object.entries(SETTINGS))('%s of the environment, of the file and of the command line', (key, names) => {
    const { variable, flag } = names
    if (variable !== null) expect(said({ env: { [variable]: KEY } })).not.toContain(KEY)
    if (flag !== null) expect(said({ flags: { [flag]: KEY } })).not.toContain(KEY)
    for (const value of [KEY, [KEY], { [KEY]: KEY }, [{ [KEY]: KEY }], [[KEY]], `\${${KEY}}`]) {
      expect(said({ file: nest(key, value) })).not.toContain(KEY)
    }
  })

  it.each(['name', 'pool', 'provider', 'weight', 'priority', 'base_url', 'models', 'model_map', 'nothing'])(
    '%s of an account',
    (field) => {
      for (const value of [KEY, [KEY], { [KEY]: 'a' }, { a: KEY }]) {
        expect(said({ file: { accounts: [{ api_key: 'a-key-0123456789', [field]: value }] } })).not.toContain(KEY)
      }
    },
  )

  it('the name of a section, a pool or a provider', () => {
    for (const section of ['pools', 'providers', 'load_balancer', 'tls']) {
      expect(said({ file: { [section]: { [KEY]: { base_url: 1 } } } })).not.toContain(KEY)
    }
    expect(said({ file: { [KEY]: 1 } })).not.toContain(KEY)
  })

  it('the password of an address', () => {
    for (const variable of ['HTTPS_PROXY', 'DATABASE_URL', 'UPSTREAM_ANTHROPIC_URL', 'UPSTREAM_OPENAI_URL']) {
      for (const url of [`htps://a:${PASSWORD}@b`, `https://a:${PASSWORD}@b /`, `https://b/?key=${PASSWORD}`]) {
        expect(said({ env: { [variable]: url } })).not.toContain(PASSWORD)
      }
    }
  })
})

it('a pool may be named like something that every object has', () => {
  expect(said({ file: { accounts: [{ pool: 'constructor', api_key: 'a-key-0123456789' }] } })).toBe('')
})
