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

  it('refuses a value with which nothing could work, and takes the least with which something does', () => {
    expect(refusals({ file: { max_buffered_bytes: 1 } })[0]).toMatch(
      /^max_buffered_bytes 1 from .* cannot be used; accepted is a whole number of bytes from 64$/,
    )
    expect(load({ file: { max_buffered_bytes: 64 } }).settings.maxBufferedBytes).toBe(64)
    const tooLong = 'cannot be used; accepted is a number of minutes above 0 up to 525600'
    expect(refusals({ env: { LOAD_BALANCER_WINDOW_SIZE: '525601' } })[0]).toContain(tooLong)
    expect(refusals({ file: { pools: { batch: { strategy: 'time-window', window_size: 1e300 } } } })[0]).toContain(
      tooLong,
    )
    expect(refusals({ file: { max_attempts: 0 } })[0]).toContain('a whole number from 1 to 1000')
    expect(refusals({ file: { deadline_ms: 0 } })[0]).toContain('a whole number of ms from 1')
  })

  it('takes short times', () => {
    const file = {
      connect_timeout_ms: 1,
      first_byte_timeout_ms: 1,
      idle_timeout_ms: 1,
      deadline_ms: 1,
      drain_timeout_ms: 0,
      session_duration_ms: 1,
    }
    expect(load({ file }).warnings).toEqual([])
  })

  it('warns where analytics would look back a shorter time than requests are kept', () => {
    const { settings, warnings } = load({ file: { retention: { detail_days: 30, rollup_days: 7 } } })
    expect(settings.retention).toEqual({ detailDays: 30, rollupDays: 7 })
    expect(warnings).toEqual([expect.stringContaining('retention.rollup_days 7 is less than retention.detail_days 30')])
    expect(load({ file: { retention: { detail_days: 7, rollup_days: 7 } } }).warnings).toEqual([])
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
