import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { ask } from '../harness/ask.ts'
import type { Ask, Told } from '../harness/ask.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** The built dashboard, as browsers and others get it. It holds no data, so nobody is asked who they are. */
const ADMIN = 'canary-of-an-admin-key-0123456789'
const PAGES = ['/', '/accounts', '/requests', '/requests/req_107c2saueps', '/analytics', '/settings', '/sign-in']

let stage: Stage
let script = ''

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN } })
  script = /src="(\/assets\/[^"]+\.js)"/.exec((await get('/')).text)?.[1] ?? ''
})
afterAll(() => stage[Symbol.asyncDispose]())

function get(path: string, asked: Ask = {}): Promise<Told> {
  return ask(stage.gateway.url + path, asked)
}

describe('a page', () => {
  test.each(PAGES)('%s is the same index.html, without a credential', async (path) => {
    const told = await get(path)
    expect(told).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(told.text).toBe((await get('/')).text)
    expect(told.text).toContain('<title>')
  })

  test('has one address: encoded, it is none', async () => {
    const told = await get('/%61ccounts')
    expect([told.status, told.text]).toEqual([404, expect.stringContaining('There is nothing at this path.')])
  })

  test('that there is not is one that says so to a browser, and JSON to everybody else', async () => {
    const headers = ['accept', 'text/html,application/xhtml+xml,*/*;q=0.8']
    for (const path of ['/nowhere', '/account/settings']) {
      const told = await get(path, { headers })
      expect(told).toMatchObject({ status: 404, headers: { 'content-type': 'text/html; charset=utf-8' } })
      expect(told.text).toBe((await get('/')).text)
      expect((await get(path)).headers['content-type']).toBe('application/problem+json')
    }
    const below = await get('/0123456789abcdef-unknown/lb/v1/models', { headers })
    expect([below.status, below.headers['content-type']]).not.toEqual([404, 'text/html; charset=utf-8'])
  })

  test('is shown to nobody who would put it into a frame, and runs nothing that did not come with it', async () => {
    const { headers } = await get('/')
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-claudeflare-attempts': '0',
      'x-claudeflare-request-id': expect.stringMatching(/^req_/),
    })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test('is asked for anew each time, and not sent again while it is the same', async () => {
    const first = await get('/accounts')
    expect(first.headers['cache-control']).toBe('no-cache')
    const etag = first.headers['etag'] ?? ''
    const again = await get('/', { headers: ['if-none-match', etag] })
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag } })
    expect((await get('/', { headers: ['if-none-match', '"another"'] })).status).toBe(200)
  })

  test.each(PAGES)('HEAD %s answers 200, empty', async (path) => {
    expect(await get(path, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  })

  test('the query is the page’s own', async () => {
    expect((await get('/requests?status=500')).status).toBe(200)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is nothing', async (method) => {
    expect((await get('/accounts', { method })).status).toBe(404)
  })
})

describe('a file with its content’s hash in its name', () => {
  test('is kept for good', async () => {
    expect(await get(script)).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
      },
    })
  })

  test('comes compressed to who takes that, and plain to who does not', async () => {
    const plain = await get(script)
    expect(plain.headers['content-encoding']).toBeUndefined()
    const br = await get(script, { headers: ['accept-encoding', 'gzip, deflate, br, zstd'] })
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.bytes).equals(plain.bytes)).toBe(true)
    const gzip = await get(script, { headers: ['accept-encoding', 'gzip, br;q=0'] })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true)
    expect(new Set([plain, br, gzip].map(({ headers }) => headers['etag'])).size).toBe(3)
  })
})

test('the icon has its type', async () => {
  expect(await get('/favicon.svg')).toMatchObject({ status: 200, headers: { 'content-type': 'image/svg+xml' } })
})

test.each([
  '/index.html',
  '/site.json',
  '/assets/',
  '/assets/nothing.js',
  '/assets/..%2fsite.json',
  '/requests/a/b',
  '/requests/',
  '/nothing',
  '/dist/dashboard/index.html',
])('%s is nothing, as ever', async (path) => {
  const { status } = await get(path)
  expect([400, 404]).toContain(status)
})

test('a compressed form is no file of its own', async () => {
  expect((await get(`${script}.br`)).status).toBe(404)
})

test('data is asked for behind the credential, as ever', async () => {
  expect((await get('/api/accounts')).status).toBe(401)
})
