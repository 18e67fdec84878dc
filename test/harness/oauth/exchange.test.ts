import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askJson } from '../ask.ts'
import type { AuthorizationServer } from '../authorization-server.ts'
import { FEDERATION_RULE, openAuthorizationServer } from '../authorization-server.ts'
import { createVirtualClock } from '../virtual-clock.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { JWT_BEARER } from './exchange-endpoint.ts'
import { postForm } from './strict-client.ts'
import { createWorkloadIssuer } from './workload-issuer.ts'
import type { Claims } from './workload-issuer.ts'

/** A workload's identity for an access token (RFC 7523, as the vendor has it). */
let clock: VirtualClock
let server: AuthorizationServer

beforeEach(async () => {
  clock = createVirtualClock()
  server = await openAuthorizationServer({ now: () => clock.now() })
})

afterEach(() => server[Symbol.asyncDispose]())

const BETA = ['anthropic-beta', 'oauth-2025-04-20,oidc-federation-2026-04-01']

function toBody(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    grant_type: JWT_BEARER,
    assertion: server.assertion(),
    federation_rule_id: FEDERATION_RULE.id,
    organization_id: FEDERATION_RULE.organizationId,
    ...changes,
  }
}

function exchange(body: object, headers: readonly string[] = BETA) {
  return askJson(`${server.url}/v1/oauth/token`, body, { headers })
}

test('gives an access token, and none to refresh it with', async () => {
  const told = await exchange(toBody({ service_account_id: FEDERATION_RULE.serviceAccountId, workspace_id: 'default' }))
  expect(told.status).toBe(200)
  const { access_token, ...rest } = JSON.parse(told.text)
  expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3600 })
  expect(server.tokens.verify(access_token)).toBe('good')
  expect(server.tokens.families()).toEqual([])
  expect(server.requests()).toMatchObject([{ endpoint: 'exchange', grant: JWT_BEARER, outcome: 'granted' }])
})

test('the same assertion can be exchanged again while it is good', async () => {
  const body = toBody()
  expect((await exchange(body)).status).toBe(200)
  clock.advance(3_000_000)
  expect((await exchange(body)).status).toBe(200)
  clock.advance(700_000)
  expect((await exchange(body)).status).toBe(401)
})

describe('is refused', () => {
  test.each<[string, Record<string, unknown>, number, string]>([
    ['another grant', { grant_type: 'refresh_token' }, 400, 'unsupported_grant_type'],
    ['no assertion', { assertion: undefined }, 400, 'invalid_request'],
    ['one that is no text', { assertion: 7 }, 400, 'invalid_request'],
    ['one that is too long', { assertion: 'a'.repeat(16_385) }, 400, 'invalid_request'],
    ['no rule', { federation_rule_id: undefined }, 400, 'invalid_request'],
    ['another rule', { federation_rule_id: 'fdrl_other' }, 401, 'invalid_grant'],
    ['no organisation', { organization_id: undefined }, 400, 'invalid_request'],
    ['another organisation', { organization_id: 'other' }, 401, 'invalid_grant'],
    ['another service account', { service_account_id: 'svac_other' }, 401, 'invalid_grant'],
    ['another workspace', { workspace_id: 'wrkspc_other' }, 401, 'invalid_grant'],
    ['a field that the vendor does not know', { client_id: 'x' }, 400, 'invalid_request'],
    ['an empty field', { workspace_id: '' }, 400, 'invalid_request'],
  ])('%s', async (_name, changes, status, error) => {
    const told = await exchange(toBody(changes))
    expect(told.status).toBe(status)
    expect(JSON.parse(told.text)).toMatchObject({ error })
  })

  test.each<[string, Claims]>([
    ['by another issuer', { iss: 'https://elsewhere.test' }],
    ['for somebody else', { aud: 'https://elsewhere.test' }],
    ['of nobody', { sub: undefined }],
    ['without an end', { exp: undefined }],
    ['that has ended', { exp: 1 }],
    ['that begins later', { nbf: 4_000_000_000 }],
  ])('an assertion %s', async (_name, claims) => {
    expect((await exchange(toBody({ assertion: server.assertion(claims) }))).status).toBe(401)
  })

  test('an assertion that somebody else signed, that was changed, or that nobody signed', async () => {
    const foreign = createWorkloadIssuer(server.url).assertion(clock.now())
    const [head = '', body = '', signature = ''] = server.assertion().split('.')
    const other = server.assertion({ sub: 'workload:other' }).split('.')[1] ?? ''
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const assertion of [
      foreign,
      `${head}.${other}.${signature}`,
      `${none}.${body}.`,
      `${none}.${body}.${signature}`,
    ])
      expect((await exchange(toBody({ assertion }))).status).toBe(401)
  })

  test('a form', async () => {
    const form = new URLSearchParams({ ...toBody() }).toString()
    expect((await postForm(`${server.url}/v1/oauth/token`, form, BETA)).status).toBe(400)
  })

  test('without the words of the beta', async () => {
    const told = await exchange(toBody(), ['anthropic-beta', 'oauth-2025-04-20'])
    expect(told.status).toBe(400)
    expect(told.text).toContain('oidc-federation-2026-04-01')
  })

  test('text that is no JSON object', async () => {
    for (const body of [[], [toBody()]]) expect((await exchange(body)).status).toBe(400)
  })
})
