import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../model/secret.ts'
import type { OAuthClientSettings } from '../model/settings.ts'
import {
  createSignInFacts,
  type OAuthReach,
  redeemCode,
  redeemRefreshToken,
  type SignInFacts,
  toAuthorizeUrl,
} from './oauth-client.ts'
import { openTokenEndpoint, type TokenAnswer, type TokenEndpoint } from './token-endpoint-fixture.ts'

const NOW = 1_790_000_000_000
const REDIRECT = 'http://127.0.0.1:1455/callback'
const GRANTED = { access_token: 'at-1', token_type: 'Bearer', expires_in: 600, refresh_token: 'rt-1' }

let endpoint: TokenEndpoint
let reach: OAuthReach
let facts: SignInFacts

beforeEach(async () => {
  endpoint = await openTokenEndpoint(GRANTED)
  reach = { fetch, now: () => NOW }
  facts = createSignInFacts(REDIRECT)
})
afterEach(() => endpoint[Symbol.asyncDispose]())

function client(change: Partial<OAuthClientSettings> = {}): OAuthClientSettings {
  return {
    authorizationEndpoint: 'https://vendor.example/authorize?audience=api',
    tokenEndpoint: `${endpoint.url}/token`,
    clientId: 'the client & co',
    clientSecret: null,
    clientAuth: 'client_secret_basic',
    tokenRequests: 'form',
    scopes: ['one', 'two'],
    redirectUri: null,
    issuer: null,
    ...change,
  }
}

function answering(answer: TokenAnswer): void {
  endpoint.answer = () => answer
}

function redeem(answer: Readonly<Record<string, string>>, change: Partial<OAuthClientSettings> = {}) {
  return redeemCode(client(change), { facts, answer: new URLSearchParams(answer) }, reach)
}

const refresh = (change: Partial<OAuthClientSettings> = {}) => redeemRefreshToken(client(change), 'rt-0', reach)

describe('where a person is sent to sign in', () => {
  it('says who asks, for what, and where to come back to, with a challenge of S256', async () => {
    const url = new URL(await toAuthorizeUrl(client(), facts))
    expect(url.origin + url.pathname).toBe('https://vendor.example/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      audience: 'api',
      response_type: 'code',
      client_id: 'the client & co',
      redirect_uri: REDIRECT,
      state: facts.state,
      scope: 'one two',
      code_challenge: createHash('sha256').update(facts.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
  })

  it('asks for no scope where none is configured', async () => {
    expect(new URL(await toAuthorizeUrl(client({ scopes: [] }), facts)).searchParams.has('scope')).toBe(false)
  })

  it('has a state and a verifier of its own each time, of 256 bits', () => {
    const all = Array.from({ length: 20 }, () => createSignInFacts(REDIRECT))
    expect(new Set(all.flatMap(({ state, verifier }) => [state, verifier])).size).toBe(40)
    for (const { state, verifier } of all) for (const text of [state, verifier]) expect(text).toMatch(/^[\w-]{43,128}$/)
  })
})

describe('a code', () => {
  it('is redeemed with the verifier and the address that it was asked for with (RFC 7636 §4.5)', async () => {
    const redeemed = await redeem({ code: 'c-1', state: facts.state })
    expect(redeemed).toEqual({
      kind: 'tokens',
      tokens: {
        accessToken: 'at-1',
        refreshToken: 'rt-1',
        expiresAt: NOW + 600_000,
        lifetimeMs: 600_000,
        refreshedAt: NOW,
        source: 'sign-in',
      },
    })
    const [request] = endpoint.requests
    expect(request).toMatchObject({ method: 'POST', path: '/token' })
    expect(request?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(request?.headers['user-agent']).toBe('claudeflare')
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'c-1',
      redirect_uri: REDIRECT,
      code_verifier: facts.verifier,
      client_id: 'the client & co',
    })
  })

  it('that comes with another state is not redeemed', async () => {
    expect(await redeem({ code: 'c-1', state: 'another' })).toMatchObject({ kind: 'refused' })
    expect(await redeem({ code: 'c-1' })).toMatchObject({ kind: 'refused' })
    expect(endpoint.requests).toEqual([])
  })

  it('that was refused by the vendor tells its reason', async () => {
    const answer = { error: 'access_denied', error_description: 'not\nyou', state: facts.state }
    expect(await redeem(answer)).toEqual({
      kind: 'refused',
      why: 'the sign-in was refused: access_denied (not?you)',
    })
  })

  it.each([
    ['https://vendor.example/', 'https://vendor.example/', 'tokens'],
    ['https://vendor.example', 'https://vendor.example', 'tokens'],
    ['https://vendor.example/', 'https://vendor.example', 'refused'],
    ['https://vendor.example/', 'https://attacker.example/', 'refused'],
    ['https://vendor.example/', null, 'refused'],
    [null, 'https://whoever.example', 'tokens'],
  ])('of a server that is called %j, told by %j, is %s (RFC 9207)', async (issuer, iss, kind) => {
    const answer = { code: 'c-1', state: facts.state, ...(iss === null ? {} : { iss }) }
    expect(await redeem(answer, { issuer })).toMatchObject({ kind })
    expect(endpoint.requests).toHaveLength(kind === 'tokens' ? 1 : 0)
  })
})

describe('a refresh token', () => {
  it('is redeemed, and its successor kept', async () => {
    expect(await refresh()).toMatchObject({ kind: 'tokens', tokens: { accessToken: 'at-1', refreshToken: 'rt-1' } })
    expect(Object.fromEntries(endpoint.requests[0]?.form ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'rt-0',
      client_id: 'the client & co',
    })
  })

  it('stays good where the answer brings no other (RFC 6749 §6)', async () => {
    answering({ body: { ...GRANTED, refresh_token: undefined } })
    expect(await refresh()).toMatchObject({ tokens: { refreshToken: 'rt-0' } })
  })

  it('counts from when it was asked for, and takes an hour where nothing is said', async () => {
    answering({ body: { access_token: 'at-2', token_type: 'bearer' } })
    expect(await refresh()).toMatchObject({ tokens: { expiresAt: NOW + 3_600_000, lifetimeMs: 3_600_000 } })
  })

  it.each([
    ['client_secret_basic', `Basic ${Buffer.from('the+client+%26+co:s%2Fe%3Acret').toString('base64')}`, null],
    ['client_secret_post', undefined, 's/e:cret'],
  ] as const)('comes with the secret of the client by %s', async (clientAuth, authorization, inForm) => {
    await refresh({ clientAuth, clientSecret: new Secret('s/e:cret') })
    const [request] = endpoint.requests
    expect(request?.headers['authorization']).toBe(authorization)
    expect(request?.form.get('client_secret')).toBe(inForm)
  })

  it('that is refused with invalid_grant will go on to be', async () => {
    answering({ status: 400, body: { error: 'invalid_grant', error_description: 'expired' } })
    expect(await refresh()).toEqual({
      kind: 'refused',
      why: 'the authorization server answered 400 invalid_grant (expired)',
    })
  })

  it.each([
    [400, { error: 'invalid_request' }],
    [401, { error: 'invalid_client' }],
    [400, { error: 'temporarily_unavailable' }],
    [429, 'slow down'],
    [500, '<html>'],
    [503, { error: 'invalid_grant_but_not_quite' }],
    [200, 'no JSON'],
    [200, { token_type: 'Bearer' }],
    [200, { access_token: '', token_type: 'Bearer' }],
    [200, { access_token: 'at', token_type: 'Bearer', expires_in: 'soon' }],
    [200, []],
  ])('answered %i %j may be taken the next time', async (status, body) => {
    answering({ status, body })
    expect(await refresh()).toMatchObject({ kind: 'failed' })
  })

  it('is not carried along by a redirect', async () => {
    await using elsewhere = await openTokenEndpoint(GRANTED)
    answering({ status: 307, headers: { location: `${elsewhere.url}/token` }, body: '' })
    expect(await refresh()).toMatchObject({ kind: 'failed' })
    expect(elsewhere.requests).toEqual([])
  })

  it('and no server: the failure tells the code alone', async () => {
    const { url } = endpoint
    const gone = await openTokenEndpoint()
    await gone[Symbol.asyncDispose]()
    expect(await refresh({ tokenEndpoint: `${gone.url}/token` })).toEqual({
      kind: 'failed',
      why: 'the authorization server cannot be reached (ECONNREFUSED)',
    })
    expect(endpoint.url).toBe(url)
  })
})

describe("a server's own words", () => {
  it('are shown without what it was sent', async () => {
    const clientSecret = new Secret('client/secret')
    endpoint.answer = ({ form, headers, body }) => ({
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: `${form.get('refresh_token')} ${form.get('client_secret')} ${body.slice(0, 120)} ${headers['x']}`,
      },
    })
    const redeemed = await redeemRefreshToken(client({ clientSecret, clientAuth: 'client_secret_post' }), 'rt/0', reach)
    expect(redeemed).toMatchObject({ kind: 'refused', why: expect.stringContaining('(*** *** ') })
    expect(JSON.stringify(redeemed)).not.toMatch(/rt.{1,3}0|client.{1,3}secret=?c/)
    const coded = await redeem({ code: 'c-secret', state: facts.state })
    endpoint.answer = ({ form }) => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: `${form.get('code')} of ${form.get('code_verifier')}` },
    })
    expect(coded.kind).toBe('refused')
    expect(await redeem({ code: 'c-secret', state: facts.state })).toEqual({
      kind: 'refused',
      why: 'the authorization server answered 400 invalid_grant (*** of ***)',
    })
  })

  it('show no part of it either where they are cut off', async () => {
    const secret = 'a-refresh-token-of-some-length-0123456789'
    answering({ status: 400, body: { error: 'x', error_description: `${'.'.repeat(180)}${secret}` } })
    const redeemed = await redeemRefreshToken(client(), secret, reach)
    expect(JSON.stringify(redeemed)).not.toContain('a-refresh')
  })

  it('are short, and on one line', async () => {
    answering({ status: 400, body: { error: 'x', error_description: `a\r\nb\u001b[31m${'ä'.repeat(1_000)}` } })
    const redeemed = await refresh()
    if (redeemed.kind !== 'failed') throw new Error(redeemed.kind)
    expect(redeemed.why).toMatch(/^[ -~]{1,300}$/)
  })
})
