import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createClientKeys } from '../accounts/client-keys.ts'
import { mintClientKey, type ClientKeySpec } from '../accounts/mint-client-key.ts'
import {
  admitByUuid,
  admitCall,
  admitControl,
  admitMetrics,
  admitReset,
  type Admission,
  type Gate,
} from './authenticate.ts'
import type { RequestHead } from './request-head.ts'
import { createUuids } from './uuids.ts'

const NOW = 1_800_000_000_000
const UUID = '0b6f2a52-9d0e-4c57-a86f-7e1f1a0c9d11'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function mint(spec: Partial<ClientKeySpec> = {}) {
  const whole: ClientKeySpec = {
    name: 'laptop',
    scopes: ['call'],
    pools: [],
    models: [],
    expiresAt: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    budget: null,
    ...spec,
  }
  return mintClientKey(whole, { random: (length) => randomBytes(length), hash: sha256, now: NOW })
}

function gateWith(...minted: readonly { readonly record: ReturnType<typeof mint>['record'] }[]): Gate {
  const records = minted.map(({ record }) => record)
  const keys = createClientKeys({ hash: sha256, records, environmentKey: null, onUsed: () => {} })
  return { uuids: createUuids([UUID, 'another-token-0123456789']), keys, open: 'loopback', rates: 'here' }
}

function head(headers: readonly string[], change: Partial<RequestHead> = {}): RequestHead {
  return { path: '/v1/messages', query: '', headers, httpVersion: '1.1', peer: '127.0.0.1', tls: false, ...change }
}

function from(key: string): RequestHead {
  return head(['x-api-key', key], { peer: '203.0.113.9' })
}

const LOCAL = ['Host', 'localhost:8080', 'User-Agent', 'curl/8']

function codeOf(admission: Admission): string {
  return admission.kind === 'refused' ? admission.code : admission.via
}

describe('open mode, while no client key exists', () => {
  const gate = gateWith()

  it.each([
    ['IPv4 loopback', head(LOCAL)],
    ['another address of 127/8', head(LOCAL, { peer: '127.3.2.1' })],
    ['IPv6 loopback', head(['host', '[::1]:8080'], { peer: '::1' })],
    ['IPv4 mapped into IPv6', head(['HOST', '127.0.0.1'], { peer: '::ffff:127.0.0.1' })],
    ['our own page', head([...LOCAL, 'Origin', 'http://localhost:8080', 'Sec-Fetch-Site', 'same-origin'])],
    ['our own page over TLS', head([...LOCAL, 'Origin', 'https://localhost:8080'], { tls: true })],
    ['a page typed into the address bar', head([...LOCAL, 'sec-fetch-site', 'none'])],
    ['a placeholder for a key', head([...LOCAL, 'x-api-key', 'a', 'authorization', 'Bearer b'])],
  ])('lets in %s', (_, request) => {
    expect(codeOf(admitCall(gate, request, NOW))).toBe('open')
    expect(codeOf(admitControl(gate, request, NOW))).toBe('open')
    expect(codeOf(admitMetrics(gate, request, NOW))).toBe('open')
  })

  it.each([
    ['a peer of the network', head(LOCAL, { peer: '192.168.1.5' })],
    ['a mapped peer of the network', head(LOCAL, { peer: '::ffff:10.0.0.1' })],
    ['an unknown peer', head(LOCAL, { peer: null })],
    ['HTTP/1.0', head(LOCAL, { httpVersion: '1.0' })],
    ['HTTP/2', head(LOCAL, { httpVersion: '2.0' })],
    ['no Host', head(['accept', '*/*'])],
    ['an empty Host', head(['host', ''])],
    ['a rebound name', head(['host', 'evil.example:8080'])],
    ['a name that begins like a loopback address', head(['host', '127.0.0.1.evil.example'])],
    ['a name that ends like a loopback name', head(['host', 'evil-localhost'])],
    ['a short form of an address', head(['host', '127.1'])],
    ['the unspecified address', head(['host', '0.0.0.0:8080'])],
    ['user information in Host', head(['host', 'evil@localhost'])],
    ['two Hosts', head(['host', 'localhost', 'host', 'localhost'])],
    ['an Origin of null', head([...LOCAL, 'origin', 'null'])],
    ['an empty Origin', head([...LOCAL, 'origin', ''])],
    ['another site', head([...LOCAL, 'origin', 'https://evil.example'])],
    ['another port of this machine', head([...LOCAL, 'origin', 'http://localhost:3000'])],
    ['another name of this machine', head([...LOCAL, 'origin', 'http://127.0.0.1:8080'])],
    ['another scheme', head([...LOCAL, 'origin', 'https://localhost:8080'])],
    ['our Origin and another', head(['origin', 'http://localhost:8080', ...LOCAL, 'Origin', 'null'])],
    ['a cross-site fetch', head([...LOCAL, 'sec-fetch-site', 'cross-site'])],
    ['a same-site fetch', head([...LOCAL, 'Sec-Fetch-Site', 'same-site'])],
    ['Forwarded', head([...LOCAL, 'Forwarded', 'for=1.2.3.4'])],
    ['X-Forwarded-For', head([...LOCAL, 'X-Forwarded-For', '1.2.3.4'])],
    ['x-forwarded-proto', head([...LOCAL, 'x-forwarded-proto', 'https'])],
    ['client-ip', head([...LOCAL, 'Client-IP', '1.2.3.4'])],
    ['true-client-ip', head([...LOCAL, 'True-Client-IP', '1.2.3.4'])],
    ['x-client-ip', head([...LOCAL, 'X-Client-IP', '1.2.3.4'])],
    ['x-cluster-client-ip', head([...LOCAL, 'x-cluster-client-ip', '1.2.3.4'])],
    ['X-Real-IP', head([...LOCAL, 'X-Real-IP', '1.2.3.4'])],
    ['Via', head([...LOCAL, 'Via', '1.1 proxy'])],
    ['CF-Connecting-IP', head([...LOCAL, 'CF-Connecting-IP', '1.2.3.4'])],
  ])('refuses %s with 403', (_, request) => {
    expect(codeOf(admitCall(gate, request, NOW))).toBe('forbidden')
    expect(codeOf(admitControl(gate, request, NOW))).toBe('forbidden')
  })

  it.each([
    ['plain text', ['content-length', '2', 'content-type', 'text/plain;charset=UTF-8']],
    ['form fields', ['Content-Type', 'Application/X-WWW-Form-Urlencoded', 'Transfer-Encoding', 'chunked']],
    ['no type', ['content-length', '2']],
    ['an empty type', ['content-length', '2', 'content-type', ' ']],
    ['two types, one of them loose', ['content-length', '2', 'content-type', 'text/plain', 'content-type', 'a/b']],
  ])('refuses calls whose body is %s, which a page may send unasked; the control API looks itself', (_, headers) => {
    expect(codeOf(admitCall(gate, head([...LOCAL, ...headers]), NOW))).toBe('forbidden')
    expect(codeOf(admitControl(gate, head([...LOCAL, ...headers]), NOW))).toBe('open')
    const minted = mint()
    const withKey = head([...LOCAL, ...headers, 'x-api-key', minted.key])
    expect(codeOf(admitCall(gateWith(minted), withKey, NOW))).toBe('key')
  })

  it.each([
    ['JSON', ['content-length', '2', 'content-type', 'application/json; charset=utf-8']],
    ['an upload', ['transfer-encoding', 'chunked', 'content-type', 'multipart/form-data; boundary=a']],
    ['none', ['content-length', '0']],
    ['none, whatever its type', ['content-type', 'text/plain']],
  ])('lets in calls whose body is %s', (_, headers) => {
    expect(codeOf(admitCall(gate, head([...LOCAL, ...headers]), NOW))).toBe('open')
  })

  it('is no mode of a deployed Worker', () => {
    expect(codeOf(admitCall({ ...gate, open: 'never' }, head(LOCAL), NOW))).toBe('forbidden')
  })

  it('ends with the first key, for loopback too', () => {
    expect(codeOf(admitCall(gateWith(mint()), head(LOCAL), NOW))).toBe('unauthorized')
    expect(codeOf(admitControl(gateWith(mint()), head(LOCAL), NOW))).toBe('unauthorized')
  })
})

describe('client keys on paths without a uuid', () => {
  const minted = mint()
  const gate = gateWith(minted)
  const far = { peer: '203.0.113.9' }

  it.each([
    ['x-api-key', ['X-Api-Key', minted.key]],
    ['Authorization: Bearer', ['Authorization', `Bearer ${minted.key}`]],
    ['bearer in any case', ['authorization', `bEaReR  ${minted.key}`]],
    ['x-goog-api-key', ['x-goog-api-key', minted.key]],
    ['the same key twice', ['x-api-key', minted.key, 'authorization', `Bearer ${minted.key}`]],
    ['another scheme beside it', ['authorization', 'Basic dTpw', 'x-api-key', minted.key]],
    ['an empty one beside it', ['x-goog-api-key', '', 'x-api-key', minted.key]],
  ])('are taken from %s', (_, headers) => {
    expect(admitCall(gate, head(headers, far), NOW)).toEqual({
      kind: 'caller',
      via: 'key',
      key: minted.record,
      mayExposeAccount: false,
    })
  })

  it('are taken from ?key= on Gemini paths only', () => {
    const query = `?alt=sse&key=${minted.key}`
    expect(codeOf(admitCall(gate, head([], { ...far, path: '/v1beta/models/m:generateContent', query }), NOW))).toBe(
      'key',
    )
    expect(codeOf(admitCall(gate, head([], { ...far, path: '/v1/models/m:countTokens', query }), NOW))).toBe('key')
    expect(codeOf(admitCall(gate, head([], { ...far, query }), NOW))).toBe('unauthorized')
  })

  it.each([
    ['none', []],
    ['an empty one', ['x-api-key', '']],
    ['Bearer alone', ['authorization', 'Bearer ']],
    ['no scheme', ['authorization', minted.key]],
    ['a mistyped one', ['x-api-key', `${minted.key.slice(0, -1)}_`]],
    ['its hash', ['x-api-key', minted.record.hash]],
    ['two that differ', ['x-api-key', minted.key, 'authorization', 'Bearer sk-ant-api03-x']],
    ['two headers of one name that differ', ['x-api-key', 'other', 'X-API-Key', minted.key]],
  ])('are refused with 401: %s', (_, headers) => {
    expect(codeOf(admitCall(gate, head(headers, far), NOW))).toBe('unauthorized')
  })

  it('are refused with 401 when ?key= says another than the header', () => {
    const request = head(['x-goog-api-key', minted.key], { path: '/v1beta/models', query: '?key=other' })
    expect(codeOf(admitCall(gate, request, NOW))).toBe('unauthorized')
  })

  it('are refused with 401 once expired', () => {
    const short = mint({ expiresAt: NOW })
    expect(codeOf(admitCall(gateWith(short), head(['x-api-key', short.key]), NOW))).toBe('unauthorized')
  })

  it('need the scope for what they ask, else 403', () => {
    const admin = mint({ scopes: ['admin'] })
    const metrics = mint({ scopes: ['metrics'] })
    const all = gateWith(minted, admin, metrics)
    expect(codeOf(admitCall(all, from(admin.key), NOW))).toBe('forbidden')
    expect(codeOf(admitControl(all, from(minted.key), NOW))).toBe('forbidden')
    expect(codeOf(admitControl(all, from(admin.key), NOW))).toBe('key')
    expect(codeOf(admitMetrics(all, from(metrics.key), NOW))).toBe('key')
    expect(codeOf(admitMetrics(all, from(admin.key), NOW))).toBe('key')
    expect(codeOf(admitMetrics(all, from(minted.key), NOW))).toBe('forbidden')
  })

  it('let an admin see which account answered', () => {
    const admin = mint({ scopes: ['admin', 'call'] })
    const admission = admitCall(gateWith(admin), head(['x-api-key', admin.key], far), NOW)
    expect(admission).toMatchObject({ kind: 'caller', mayExposeAccount: true })
  })

  it('are limited to their requests a minute, with the seconds to wait', () => {
    const slow = mint({ requestsPerMinute: 2 })
    const slowGate = gateWith(slow)
    const ask = (at: number): Admission => admitCall(slowGate, head(['x-api-key', slow.key], far), at)
    expect([codeOf(ask(NOW)), codeOf(ask(NOW + 100))]).toEqual(['key', 'key'])
    expect(ask(NOW + 10_500)).toMatchObject({ kind: 'refused', code: 'key_limited', retryAfterS: 50 })
    expect(codeOf(ask(NOW + 60_000))).toBe('key')
  })
})

describe('paths below a uuid', () => {
  const gate = gateWith()

  it('let in whoever knows one of the uuids', () => {
    expect(codeOf(admitByUuid(gate, UUID))).toBe('uuid')
    expect(codeOf(admitByUuid(gate, 'another-token-0123456789'))).toBe('uuid')
  })

  it.each(['', 'x', UUID.slice(0, -1), `${UUID}0`, UUID.toUpperCase(), `${UUID.slice(0, -1)}2`])(
    'answer 404 to %j, as where nothing is',
    (token) => {
      expect(codeOf(admitByUuid(gate, token))).toBe('not_found')
    },
  )

  it('know no token where none is configured', () => {
    expect(createUuids([]).match('')).toBe(false)
    expect(createUuids(['']).match('')).toBe(false)
  })

  it('ask for an admin key to reset once any key exists', () => {
    const admin = mint({ scopes: ['admin'] })
    const caller = mint()
    expect(codeOf(admitReset(gate, UUID, { head: from(''), now: NOW }))).toBe('uuid')
    const closed = gateWith(admin, caller)
    expect(codeOf(admitReset(closed, UUID, { head: from(''), now: NOW }))).toBe('unauthorized')
    expect(codeOf(admitReset(closed, UUID, { head: from(caller.key), now: NOW }))).toBe('forbidden')
    expect(codeOf(admitReset(closed, UUID, { head: from(admin.key), now: NOW }))).toBe('key')
    expect(codeOf(admitReset(closed, 'x', { head: from(admin.key), now: NOW }))).toBe('not_found')
  })
})
