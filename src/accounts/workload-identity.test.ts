import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTokenEndpoint, type TokenAnswer, type TokenEndpoint } from './token-endpoint-fixture.ts'
import { type Exchange, exchangeAssertion } from './workload-identity.ts'

const NOW = 1_790_000_000_000
const ASSERTION = 'header.payload.signature-canary'

let endpoint: TokenEndpoint

beforeEach(async () => {
  endpoint = await openTokenEndpoint({ access_token: 'at-1', token_type: 'Bearer', expires_in: 3_600 })
})
afterEach(() => endpoint[Symbol.asyncDispose]())

function exchange(change: Partial<Exchange['identity']> = {}, assertion = ASSERTION) {
  const identity = {
    federationRuleId: 'fdrl_1',
    organizationId: 'org-1',
    serviceAccountId: null,
    workspaceId: null,
    ...change,
  }
  const tokenEndpoint = `${endpoint.url}/v1/oauth/token`
  return exchangeAssertion({ tokenEndpoint, identity, assertion }, { fetch, now: () => NOW })
}

function answering(answer: TokenAnswer): void {
  endpoint.answer = () => answer
}

describe("a workload's proof", () => {
  it('is exchanged as JSON, and brings a token without another to renew it with', async () => {
    expect(await exchange()).toEqual({
      kind: 'tokens',
      tokens: {
        accessToken: 'at-1',
        refreshToken: null,
        expiresAt: NOW + 3_600_000,
        lifetimeMs: 3_600_000,
        refreshedAt: NOW,
        source: 'renewal',
      },
    })
    const [request] = endpoint.requests
    expect(request).toMatchObject({ method: 'POST', path: '/v1/oauth/token' })
    expect(request?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(request?.body ?? '')).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: ASSERTION,
      federation_rule_id: 'fdrl_1',
      organization_id: 'org-1',
    })
  })

  it('names the service account and the workspace where it has them', async () => {
    await exchange({ serviceAccountId: 'svac_1', workspaceId: 'wrkspc_1' })
    expect(JSON.parse(endpoint.requests[0]?.body ?? '')).toMatchObject({
      service_account_id: 'svac_1',
      workspace_id: 'wrkspc_1',
    })
  })

  it.each(['', 'x'.repeat(16_385)])('that can be none is not sent', async (assertion) => {
    expect(await exchange({}, assertion)).toMatchObject({ kind: 'failed' })
    expect(endpoint.requests).toEqual([])
  })

  it.each([
    [400, { error: 'invalid_grant', error_description: ASSERTION }, '400 (invalid_grant)'],
    [401, { type: 'error', error: { type: 'authentication_error', message: ASSERTION } }, '401 (authentication_error)'],
    [500, '<html>', '500'],
    [403, { error: { type: 7 } }, '403'],
    [307, '', '307'],
  ])('refused with %i is tried again, and told by its code alone', async (status, body, told) => {
    answering({ status, body, headers: { location: `${endpoint.url}/elsewhere` } })
    expect(await exchange()).toEqual({ kind: 'failed', why: `the token endpoint answered ${told}` })
    expect(endpoint.requests).toHaveLength(1)
  })

  it.each([
    [{}],
    ['no JSON'],
    [null],
    [{ access_token: 'at' }],
    [{ access_token: '', expires_in: 60 }],
    [{ access_token: 'at', expires_in: 0 }],
    [{ access_token: 'at', expires_in: 'soon' }],
    [{ access_token: 7, expires_in: 60 }],
  ])('answered %j gives nothing to use', async (body) => {
    answering({ body })
    expect(await exchange()).toEqual({
      kind: 'failed',
      why: 'the token endpoint answered without access_token or expires_in',
    })
  })

  it('is told nothing of where nobody listens', async () => {
    await endpoint[Symbol.asyncDispose]()
    expect(await exchange()).toEqual({
      kind: 'failed',
      why: 'the authorization server cannot be reached (ECONNREFUSED)',
    })
    endpoint = await openTokenEndpoint()
  })
})
