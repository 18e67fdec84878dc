import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../model/secret.ts'
import type { Provider } from '../model/settings.ts'
import type { AccountId } from '../model/account.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import { createRedeemer } from './redeemer.ts'
import { openTokenEndpoint, type TokenEndpoint } from './token-endpoint-fixture.ts'
import { HOUR, NOW, specOf, tokensOf } from './token-fixture.ts'

let endpoint: TokenEndpoint
let provider: Provider
let files: Record<string, string>

beforeEach(async () => {
  endpoint = await openTokenEndpoint({ access_token: 'at-1', token_type: 'Bearer', expires_in: 60 })
  files = { '/run/token': ' proof-of-file\n' }
  provider = {
    name: 'anthropic',
    protocol: 'anthropic',
    baseUrl: 'https://vendor.example',
    oauth: {
      authorizationEndpoint: `${endpoint.url}/authorize`,
      tokenEndpoint: `${endpoint.url}/token`,
      clientId: 'client',
      clientSecret: null,
      clientAuth: 'client_secret_basic',
      tokenRequests: 'form',
      scopes: [],
      redirectUri: null,
      issuer: null,
    },
    workloadIdentity: { tokenEndpoint: `${endpoint.url}/exchange`, assertion: { kind: 'file', path: '/run/token' } },
  }
})
afterEach(() => endpoint[Symbol.asyncDispose]())

function account(change: Partial<StoredAccount>): StoredAccount {
  const { credential: _none, ...spec } = specOf('mine')
  const id = 'an-id' as AccountId
  return {
    ...spec,
    name: 'mine',
    key: 'acct_1',
    id,
    needsSignIn: null,
    maskedKey: '***',
    createdAt: NOW,
    version: 1,
    sealed: null,
    ...change,
  }
}

const IDENTITY = { federationRuleId: 'f', organizationId: 'o', serviceAccountId: null, workspaceId: null }

function redeem(change: Partial<StoredAccount>, tokens = tokensOf(0, NOW)) {
  const redeemer = createRedeemer({
    providers: () => new Map([['anthropic', provider]]),
    reach: { fetch, now: () => NOW },
    readFile: (path) =>
      files[path] === undefined ? Promise.reject(new Error(`ENOENT ${path}`)) : Promise.resolve(files[path]),
  })
  return redeemer(account(change), tokens)
}

describe('the next tokens', () => {
  it('of a sign-in are fetched with its refresh token, at the endpoint that the config file names now', async () => {
    expect(await redeem({ kind: 'oauth' })).toMatchObject({ kind: 'tokens' })
    expect(endpoint.requests[0]).toMatchObject({ path: '/token' })
    expect(endpoint.requests[0]?.form.get('refresh_token')).toBe('refresh-0')
  })

  it('of a workload are fetched with the proof as it stands in its file at that moment', async () => {
    const workload = { kind: 'workload_identity', identity: IDENTITY } as const
    await redeem(workload)
    files['/run/token'] = 'proof-that-is-newer'
    await redeem(workload)
    expect(endpoint.requests.map(({ path, body }) => [path, /proof-[a-z-]+/.exec(body)?.[0]])).toEqual([
      ['/exchange', 'proof-of-file'],
      ['/exchange', 'proof-that-is-newer'],
    ])
  })

  it('of a workload can be fetched with a proof of the environment', async () => {
    const assertion = { kind: 'value', value: new Secret('proof-of-the-environment') } as const
    provider = { ...provider, workloadIdentity: { tokenEndpoint: `${endpoint.url}/exchange`, assertion } }
    await redeem({ kind: 'workload_identity', identity: IDENTITY })
    expect(endpoint.requests[0]?.body).toContain('"proof-of-the-environment"')
  })

  it('of a workload whose file is gone are not to be had', async () => {
    files = {}
    await expect(redeem({ kind: 'workload_identity', identity: IDENTITY })).rejects.toThrow('ENOENT /run/token')
  })

  it.each(['oauth', 'workload_identity'] as const)(
    'of kind %s are not to be had where the config file has no word of it any more',
    async (kind) => {
      provider = { ...provider, oauth: null, workloadIdentity: null }
      const section = kind === 'oauth' ? 'oauth' : 'workload_identity'
      expect(await redeem({ kind, identity: IDENTITY })).toEqual({
        kind: 'failed',
        why: `the config file has no providers.anthropic.${section} any more`,
      })
    },
  )

  it('of a sign-in that brought no refresh token come with the next one, once its token has ended', async () => {
    const alive = { ...tokensOf(0, NOW), refreshToken: null }
    expect(await redeem({ kind: 'oauth' }, alive)).toMatchObject({ kind: 'failed' })
    const ended = { ...tokensOf(0, NOW - HOUR), refreshToken: null }
    expect(await redeem({ kind: 'oauth' }, ended)).toEqual({
      kind: 'refused',
      why: 'its token has ended, and it was given none to renew it with',
    })
    expect(endpoint.requests).toEqual([])
  })
})
