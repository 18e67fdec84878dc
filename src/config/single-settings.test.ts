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

describe('single settings', () => {
  it('takes several tokens, each of at least 16 safe characters', () => {
    const uuids = 'aaaaaaaaaaaaaaaa, bbbbbbbb-bbbb_bbbb'
    expect(load({ env: { LOAD_BALANCER_UUID: uuids } }).settings.loadBalancer.uuids).toEqual([
      'aaaaaaaaaaaaaaaa',
      'bbbbbbbb-bbbb_bbbb',
    ])
    expect(refusals({ env: { LOAD_BALANCER_UUID: 'short' } })[0]).toContain('it is 5 characters long')
  })

  it('takes certificate and key together only', () => {
    const tls = load({ env: { TLS_CERT: '/c', TLS_KEY: '/k' } }).settings.tls
    expect(tls).toEqual({ certFile: '/c', keyFile: '/k' })
    expect(refusals({ env: { TLS_CERT: '/c' } })[0]).toContain('TLS_CERT (tls.cert) and TLS_KEY (tls.key) together')
  })

  it.each([
    ['sqlite:/var/x.db', '/var/x.db'],
    ['sqlite:///var/x.db', '/var/x.db'],
    ['sqlite:x.db', '/state/x.db'],
  ])('DATABASE_URL %s is %s', (url, path) => {
    expect(load({ env: { DATABASE_URL: url } }).settings.databasePath).toBe(path)
  })

  it('says that PostgreSQL is not built yet', () => {
    expect(refusals({ env: { DATABASE_URL: 'postgres://h/d' } })[0]).toContain('not built yet')
    expect(refusals({ env: { DATABASE_URL: 'sqlite:' } })[0]).toContain('the name of a file')
  })

  it.each([
    ['yes', true],
    ['1', true],
    ['TRUE', true],
    ['no', false],
    ['0', false],
  ])('LOAD_BALANCER_ENABLED=%s is %s', (text, enabled) => {
    expect(load({ env: { LOAD_BALANCER_ENABLED: text } }).settings.loadBalancer.enabled).toBe(enabled)
  })

  it('takes any number of minutes for a window, and a log level in capitals', () => {
    const { settings } = load({ env: { LOAD_BALANCER_WINDOW_SIZE: '0.5', LOG_LEVEL: 'DEBUG' } })
    expect(settings.pools[0]?.windowMs).toBe(30_000)
    expect(settings.log.level).toBe('debug')
  })

  it('warns of a short admin key and refuses a very short one', () => {
    expect(load({ env: { CLAUDEFLARE_ADMIN_KEY: 'eight888' } }).warnings[0]).toContain('at least 16 characters')
    expect(refusals({ env: { CLAUDEFLARE_ADMIN_KEY: 'seven77' } })[0]).toContain('at least 8 printable characters')
  })

  it('reaches vendors through the proxy of the environment, else of the file', () => {
    const file = { outbound_proxy: 'http://file:1' }
    expect(load({ file }).settings.outbound).toMatchObject({
      httpsProxy: 'http://file:1/',
      httpProxy: 'http://file:1/',
    })
    const env = { HTTPS_PROXY: 'http://env:2', NO_PROXY: 'localhost' }
    expect(load({ file, env }).settings.outbound).toMatchObject({ httpsProxy: 'http://env:2/', noProxy: 'localhost' })
  })
})
