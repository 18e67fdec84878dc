import * as oauth from 'oauth4webapi'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask } from './ask.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { openAuthorizationServer, PUBLIC_CLIENT } from './authorization-server.ts'
import { createStrictClient, follow, postForm } from './oauth/strict-client.ts'
import type { StrictClient } from './oauth/strict-client.ts'
import type { OAuthClient } from './oauth/clients.ts'
import { createVirtualClock } from './virtual-clock.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** The sign-in: authorization codes with PKCE (RFC 6749, 7636, 9207, 9700). */
let clock: VirtualClock
let server: AuthorizationServer
let client: StrictClient

beforeEach(async () => {
  clock = createVirtualClock()
  server = await openAuthorizationServer({ now: () => clock.now() })
  client = createStrictClient(server)
})

afterEach(() => server[Symbol.asyncDispose]())

const INVALID_GRANT = { error: 'invalid_grant', status: 400 }
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const ASKED: Readonly<Record<string, string>> = {
  response_type: 'code',
  client_id: PUBLIC_CLIENT.id,
  redirect_uri: 'http://127.0.0.1:4321/callback',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  scope: 'inference',
  state: 'state-1',
}

function toAuthorizeUrl(changes: Readonly<Record<string, string | null>>): string {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...ASKED, ...changes })) if (value !== null) asked.set(name, value)
  return `${server.url}/authorize?${asked.toString()}`
}

describe('the way back from the authorization endpoint', () => {
  test('carries code, state and issuer, and nothing else', async () => {
    const back = await follow(toAuthorizeUrl({}))
    expect(back.origin + back.pathname).toBe('http://127.0.0.1:4321/callback')
    expect(Object.fromEntries(back.searchParams)).toEqual({
      code: expect.stringMatching(/^canary-code-1-[0-9a-f]{24}$/),
      state: 'state-1',
      iss: server.url,
    })
  })

  test.each<[string, Record<string, string | null>, string]>([
    ['no response_type', { response_type: null }, 'invalid_request'],
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no challenge', { code_challenge: null }, 'invalid_request'],
    ['a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['no method, which means plain', { code_challenge_method: null }, 'invalid_request'],
    ['the method plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a scope beyond the client’s', { scope: 'inference admin' }, 'invalid_scope'],
  ])('%s: sent back with the error and the state', async (_name, changes, error) => {
    const back = await follow(toAuthorizeUrl(changes))
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error, state: 'state-1', iss: server.url })
    expect(back.searchParams.has('code')).toBe(false)
  })

  test('no state is an error, too', async () => {
    const back = await follow(toAuthorizeUrl({ state: null }))
    expect(back.searchParams.get('error')).toBe('invalid_request')
  })

  test.each<[string, Record<string, string | null>]>([
    ['an unknown client', { client_id: 'somebody' }],
    ['no redirect_uri', { redirect_uri: null }],
    ['another path', { redirect_uri: 'http://127.0.0.1:4321/other' }],
    ['a path that a parser would straighten out', { redirect_uri: 'http://127.0.0.1:4321/x/../callback' }],
    ['another host with ours as its user', { redirect_uri: 'http://127.0.0.1:4321@evil.test/callback' }],
    ['another loopback name', { redirect_uri: 'http://[::1]:4321/callback' }],
    ['a fragment', { redirect_uri: 'http://127.0.0.1:4321/callback#x' }],
    ['a query that was not registered', { redirect_uri: 'http://127.0.0.1:4321/callback?x=1' }],
  ])('%s: nobody is sent anywhere', async (_name, changes) => {
    const told = await ask(toAuthorizeUrl(changes))
    expect(told.status).toBe(400)
    expect(told.headers['location']).toBeUndefined()
  })

  test('a parameter that comes twice: nobody is sent anywhere', async () => {
    expect((await ask(`${toAuthorizeUrl({})}&state=other`)).status).toBe(400)
  })

  test('somebody who says no: access_denied, so often as was said', async () => {
    server.deny()
    await expect(client.authorize()).rejects.toMatchObject({ error: 'access_denied' })
    await expect(client.authorize()).resolves.toBeDefined()
  })
})

describe('an authorization code', () => {
  test('gives both tokens, of which a vendor takes the one for access', async () => {
    const told = await client.redeem(await client.authorize())
    expect(told).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'inference profile' })
    expect(server.tokens.verify(told.access_token)).toBe('good')
    expect(server.admits(told.access_token)).toBe(true)
    expect(server.admits(told.refresh_token ?? '')).toBe(false)
    expect(server.tokens.families()).toMatchObject([{ number: 1, refreshToken: told.refresh_token, revoked: null }])
    expect(server.requests()).toMatchObject([
      { grant: 'authorization_code', outcome: 'granted', authentication: 'none', family: 1 },
    ])
  })

  test('works once: the second time takes back what came of the first', async () => {
    const approved = await client.authorize()
    const told = await client.redeem(approved)
    await expect(client.redeem(approved)).rejects.toMatchObject(INVALID_GRANT)
    expect(server.tokens.verify(told.access_token)).toBe('revoked')
    await expect(client.refresh(told.refresh_token ?? '')).rejects.toMatchObject(INVALID_GRANT)
    expect(server.tokens.families()).toMatchObject([{ revoked: 'code used twice', refreshToken: null }])
  })

  test('with another verifier it is refused, and used up', async () => {
    const approved = await client.authorize()
    const verifier = oauth.generateRandomCodeVerifier()
    await expect(client.redeem(approved, { verifier })).rejects.toMatchObject(INVALID_GRANT)
    await expect(client.redeem(approved)).rejects.toMatchObject(INVALID_GRANT)
    expect(server.tokens.families()).toEqual([])
  })

  test('with another redirect_uri it is refused, even on loopback', async () => {
    const redirectUri = 'http://127.0.0.1:51725/callback'
    await expect(client.redeem(await client.authorize(), { redirectUri })).rejects.toMatchObject(INVALID_GRANT)
  })

  test('from another client it is refused', async () => {
    const other = { ...PUBLIC_CLIENT, id: 'another-client' }
    await using server = await openAuthorizationServer({ clients: [PUBLIC_CLIENT, other] })
    const approved = await createStrictClient(server).authorize()
    const { redirectUri, verifier, parameters } = approved
    const form = new URLSearchParams({ grant_type: 'authorization_code', client_id: other.id, code_verifier: verifier })
    form.set('redirect_uri', redirectUri)
    form.set('code', parameters.get('code') ?? '')
    const told = await postForm(`${server.url}/token`, form.toString())
    expect(JSON.parse(told.text)).toMatchObject({ error: 'invalid_grant' })
    expect(server.tokens.families()).toEqual([])
  })

  test.each([
    [59_999, 'good'],
    [60_000, 'refused'],
  ])('%i ms after it was given: %s', async (ms, wanted) => {
    const approved = await client.authorize()
    clock.advance(ms)
    const outcome = client.redeem(approved).then(
      () => 'good',
      () => 'refused',
    )
    expect(await outcome).toBe(wanted)
  })

  test.each([
    ['without a verifier', 'grant_type=authorization_code&code=c&redirect_uri=r', 'invalid_request'],
    ['with a short one', 'grant_type=authorization_code&code=c&redirect_uri=r&code_verifier=v', 'invalid_request'],
    ['without a redirect_uri', `grant_type=authorization_code&code=c&code_verifier=${CHALLENGE}`, 'invalid_request'],
    [
      'that nobody gave',
      `grant_type=authorization_code&code=c&redirect_uri=r&code_verifier=${CHALLENGE}`,
      'invalid_grant',
    ],
  ])('%s', async (_name, form, error) => {
    const told = await postForm(`${server.url}/token`, `client_id=${PUBLIC_CLIENT.id}&${form}`)
    expect(told.status).toBe(400)
    expect(JSON.parse(told.text)).toMatchObject({ error })
  })
})

describe('a client proves itself', () => {
  const SECRET = 'canary:secret+of %26 ümlauts/='
  const toConfidential = (method: 'client_secret_basic' | 'client_secret_post'): OAuthClient => ({
    ...PUBLIC_CLIENT,
    kind: 'confidential',
    id: 'client:with/odd+signs',
    secret: SECRET,
    methods: [method],
  })

  test.each(['client_secret_basic', 'client_secret_post'] as const)('by %s, and in no other way', async (method) => {
    const registered = toConfidential(method)
    await using server = await openAuthorizationServer({ clients: [registered] })
    const { refreshToken } = await createStrictClient(server, registered).signIn()
    expect(server.requests()[0]).toMatchObject({ authentication: method, clientId: registered.id })

    const other = method === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic'
    const wrong: readonly OAuthClient[] = [
      toConfidential(other),
      { ...registered, kind: 'confidential', secret: 'guess', methods: [method] },
      { ...PUBLIC_CLIENT, id: registered.id },
      { ...PUBLIC_CLIENT, id: 'somebody' },
    ]
    for (const one of wrong) {
      const refused = createStrictClient(server, one).refresh(refreshToken)
      // The library words a 401 with its challenge, and any other refusal with its body.
      await expect(refused).rejects.toMatchObject({ status: 401 })
    }
    expect(
      server
        .requests()
        .slice(1)
        .map(({ outcome }) => outcome),
    ).toEqual(wrong.map(() => 'invalid_client'))
    await createStrictClient(server, registered).refresh(refreshToken)
  })

  test('in both ways at once is no way', async () => {
    const registered = toConfidential('client_secret_basic')
    await using server = await openAuthorizationServer({ clients: [registered] })
    const basic = Buffer.from('a:b').toString('base64')
    const form = 'grant_type=refresh_token&refresh_token=x&client_secret=b'
    const told = await postForm(`${server.url}/token`, form, ['authorization', `Basic ${basic}`])
    expect(JSON.parse(told.text)).toMatchObject({ error: 'invalid_request' })
  })

  test('a public one brings no secret', async () => {
    const form = `grant_type=refresh_token&refresh_token=x&client_id=${PUBLIC_CLIENT.id}&client_secret=s`
    expect((await postForm(`${server.url}/token`, form)).status).toBe(401)
  })
})

describe('the token endpoint refuses', () => {
  const FORM = `client_id=${PUBLIC_CLIENT.id}`

  test.each([
    ['no grant_type', FORM, 'invalid_request'],
    ['another grant', `${FORM}&grant_type=password&username=a&password=b`, 'unsupported_grant_type'],
    ['a parameter twice', `${FORM}&grant_type=refresh_token&refresh_token=a&refresh_token=b`, 'invalid_request'],
    ['a parameter without a value', `${FORM}&grant_type=refresh_token&refresh_token=`, 'invalid_request'],
  ])('%s', async (_name, form, error) => {
    const told = await postForm(`${server.url}/token`, form)
    expect(told.status).toBe(400)
    expect(JSON.parse(told.text)).toMatchObject({ error })
    expect(told.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' })
  })

  test('parameters in the query', async () => {
    const told = await postForm(`${server.url}/token?${FORM}`, 'grant_type=refresh_token&refresh_token=x')
    expect(JSON.parse(told.text)).toMatchObject({ error: 'invalid_request' })
  })

  test('JSON', async () => {
    const headers = ['content-type', 'application/json']
    const told = await ask(`${server.url}/token`, { headers, body: '{"grant_type":"refresh_token"}' })
    expect(JSON.parse(told.text)).toMatchObject({ error: 'invalid_request' })
  })

  test('other methods and paths', async () => {
    expect((await ask(`${server.url}/token`)).status).toBe(405)
    expect((await ask(`${server.url}/authorize`, { body: 'a=b' })).status).toBe(405)
    expect((await ask(`${server.url}/elsewhere`)).status).toBe(404)
  })
})
