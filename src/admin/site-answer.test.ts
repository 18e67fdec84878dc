import { describe, expect, test } from 'vitest'
import { answerSite } from './site-answer.ts'
import type { Site, SiteFile } from './site-manifest.ts'

const INDEX: SiteFile = {
  path: '/index.html',
  type: 'text/html; charset=utf-8',
  hash: 'abc',
  forms: [{ coding: 'identity', path: '/index.html', length: 10 }],
}
const SCRIPT: SiteFile = {
  path: '/assets/main-1.js',
  type: 'text/javascript; charset=utf-8',
  hash: 'def',
  forms: [
    { coding: 'br', path: '/assets/main-1.js.br', length: 20 },
    { coding: 'gzip', path: '/assets/main-1.js.gz', length: 30 },
    { coding: 'identity', path: '/assets/main-1.js', length: 100 },
  ],
}
const SITE: Site = new Map([INDEX, SCRIPT].map((file) => [file.path, file]))

const asked = (path: string, ...headers: readonly string[]) => answerSite(SITE, { method: 'GET', path, headers })

function headerOf(path: string, name: string, ...headers: readonly string[]): string | undefined {
  const all = asked(path, ...headers)?.headers ?? []
  const at = all.indexOf(name)
  return at === -1 ? undefined : all[at + 1]
}

test.each(['/', '/accounts', '/requests/req_1-a', '/sign-in'])('%s is the index', (path) => {
  expect(asked(path)).toMatchObject({ status: 200, body: { path: '/index.html' } })
})

test.each(['/index.html', '/site.json', '/assets/main-2.js', '/assets/main-1.js.br', '/requests/a/b', '/v1/messages'])(
  '%s is nothing of the dashboard’s',
  (path) => expect(asked(path)).toBeNull(),
)

describe('an address that is no page’s', () => {
  const ACCEPT = ['accept', 'text/html,application/xhtml+xml,*/*;q=0.8'] as const

  test.each(['/nowhere', '/account', '/requests/a/b', '/nowhere/else'])(
    'shows a browser one that says so: %s',
    (path) => {
      expect(asked(path, ...ACCEPT)).toMatchObject({ status: 404, body: { path: '/index.html' } })
      expect(asked(path, ...ACCEPT, 'if-none-match', '"abc"')?.status).toBe(404)
    },
  )

  test.each(['/nowhere', '/requests/a/b'])('is left to who answers in JSON for everybody else: %s', (path) => {
    expect(asked(path)).toBeNull()
    expect(asked(path, 'accept', '*/*')).toBeNull()
    expect(answerSite(SITE, { method: 'POST', path, headers: ACCEPT })).toBeNull()
  })

  test.each([
    '/api',
    '/api/nowhere',
    '/health/x',
    '/metrics',
    '/v1/models',
    '/v1beta/models',
    '/assets/main-2',
    '/favicon.ico',
    '/0123456789abcdef/lb/v1/models',
    '/0123456789abcdef',
  ])('is none where programs ask, or a uuid may be: %s', (path) => expect(asked(path, ...ACCEPT)).toBeNull())
})

test('a method that would change something is nothing of the dashboard’s', () => {
  expect(answerSite(SITE, { method: 'POST', path: '/', headers: [] })).toBeNull()
})

test('HEAD has the headers of GET and no body', () => {
  const told = answerSite(SITE, { method: 'HEAD', path: '/', headers: [] })
  expect(told).toEqual({ ...asked('/'), body: null })
})

describe('the form is', () => {
  test.each([
    ['the smallest that is taken', 'gzip, deflate, br', 'br'],
    ['never one that is refused', 'br;q=0, gzip', 'gzip'],
    ['never one that is refused with a space and decimals', 'br; q=0.000, gzip;q=0.1', 'gzip'],
    ['any that a star lets in', '*', 'br'],
    ['none that is refused beside a star', '*, br;q=0', 'gzip'],
    ['plain for who takes others', 'zstd', undefined],
    ['plain where everything is refused', '*;q=0', undefined],
    ['read whatever its case', 'GZIP', 'gzip'],
  ])('%s: %s', (_, accepted, coding) => {
    expect(headerOf(SCRIPT.path, 'content-encoding', 'Accept-Encoding', accepted)).toBe(coding)
  })

  test('plain where nothing is said', () => expect(headerOf(SCRIPT.path, 'content-length')).toBe('100'))
})

test('what comes in several forms says so to caches', () => {
  expect(headerOf(SCRIPT.path, 'vary')).toBe('accept-encoding')
  expect(headerOf('/', 'vary')).toBeUndefined()
})

describe('what its asker has', () => {
  test.each(['"abc"', 'W/"abc"', '"x", "abc"', '*'])('is not sent again: %s', (given) => {
    expect(asked('/', 'if-none-match', given)).toMatchObject({ status: 304, body: null })
  })

  test('is sent where it is an older one, or in another form', () => {
    expect(asked('/', 'if-none-match', '"older"')?.status).toBe(200)
    expect(asked(SCRIPT.path, 'if-none-match', '"def"', 'accept-encoding', 'br')?.status).toBe(200)
    expect(asked(SCRIPT.path, 'if-none-match', '"def-br"', 'accept-encoding', 'br')?.status).toBe(304)
  })
})
