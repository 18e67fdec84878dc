import { describe, expect, it } from 'vitest'
import type { Provider } from '../model/settings.ts'
import { toSentence } from './config-problem.ts'
import { givenSources } from './given-sources.ts'
import { loadSettings } from './load-settings.ts'

const OAUTH = {
  authorization_endpoint: 'https://vendor.example/authorize?prompt=login',
  token_endpoint: 'https://vendor.example/token',
  client_id: 'ours',
}

function load(provider: unknown, name = 'anthropic', env: Readonly<Record<string, string>> = {}) {
  return loadSettings(givenSources({ file: { providers: { [name]: provider } }, env }, (text) => text))
}

function read(provider: unknown, name = 'anthropic', env: Readonly<Record<string, string>> = {}): Provider {
  const loaded = load(provider, name, env)
  if (!loaded.ok) throw new Error(loaded.problems.map(toSentence).join('\n'))
  const found = loaded.settings.providers.get(name)
  if (found === undefined) throw new Error(`there is no provider ${name}`)
  return found
}

function refusals(provider: unknown, name = 'anthropic'): readonly string[] {
  const loaded = load(provider, name)
  return loaded.ok ? [] : loaded.problems.map(toSentence)
}

function warnings(provider: unknown): readonly string[] {
  const loaded = load(provider)
  return loaded.ok ? loaded.warnings : []
}

describe('providers.<name>.oauth', () => {
  it('names the client that the operator registered', () => {
    expect(read({ oauth: OAUTH }).oauth).toEqual({
      authorizationEndpoint: OAUTH.authorization_endpoint,
      tokenEndpoint: OAUTH.token_endpoint,
      clientId: 'ours',
      clientSecret: null,
      clientAuth: 'client_secret_basic',
      tokenRequests: 'form',
      scopes: [],
      redirectUri: null,
      issuer: null,
    })
  })

  it('may say all the rest, letter by letter', () => {
    const rest = {
      client_secret: '${THE_SECRET}',
      token_endpoint_auth_method: 'client_secret_post',
      scopes: ['user:inference', 'offline_access'],
      redirect_uri: 'https://gateway.example:443/Back',
      issuer: 'https://vendor.example/',
    }
    const { oauth } = read({ oauth: { ...OAUTH, ...rest } }, 'anthropic', { THE_SECRET: 'canary' })
    expect(oauth?.clientSecret?.reveal()).toBe('canary')
    expect(String(oauth?.clientSecret)).toBe('***')
    expect(oauth).toMatchObject({
      clientAuth: 'client_secret_post',
      scopes: rest.scopes,
      redirectUri: rest.redirect_uri,
      issuer: rest.issuer,
    })
  })

  it('can be that of a provider of the operator’s own', () => {
    expect(read({ base_url: 'https://llm.example', oauth: OAUTH }, 'own').oauth?.clientId).toBe('ours')
  })

  it.each([
    ['a text', 'providers.anthropic.oauth', 'an object with authorization_endpoint, token_endpoint and client_id'],
    [{}, 'providers.anthropic.oauth.authorization_endpoint', 'it is missing'],
    [{ ...OAUTH, token_endpoint: undefined }, 'providers.anthropic.oauth.token_endpoint', 'it is missing'],
    [{ ...OAUTH, client_id: undefined }, 'providers.anthropic.oauth.client_id', 'it is missing'],
    [{ ...OAUTH, client_id: 'with space' }, 'providers.anthropic.oauth.client_id', 'a client id'],
    [
      { ...OAUTH, token_endpoint: 'vendor.example/token' },
      'providers.anthropic.oauth.token_endpoint',
      'http:// or https://',
    ],
    [
      { ...OAUTH, token_endpoint: 'https://a:b@c.example' },
      'providers.anthropic.oauth.token_endpoint',
      'it carries credentials',
    ],
    [
      { ...OAUTH, token_endpoint: 'https://c.example/#x' },
      'providers.anthropic.oauth.token_endpoint',
      'it has a fragment',
    ],
    [
      { ...OAUTH, token_endpoint_auth_method: 'none' },
      'token_endpoint_auth_method',
      'client_secret_basic, client_secret_post',
    ],
    [{ ...OAUTH, scopes: 'one two' }, 'providers.anthropic.oauth.scopes', 'a list of scopes'],
    [{ ...OAUTH, scopes: ['one', 'two three'] }, 'providers.anthropic.oauth.scopes[1]', 'a scope'],
    [{ ...OAUTH, issuer: 'https://vendor.example/?x' }, 'providers.anthropic.oauth.issuer', 'query'],
    [{ ...OAUTH, redirect_uri: '/back' }, 'providers.anthropic.oauth.redirect_uri', 'http:// or https://'],
    [{ ...OAUTH, client_secret: '${NOT_SET}' }, 'providers.anthropic.oauth.client_secret', 'NOT_SET'],
  ])('refuses %j, naming %s and saying %s', (oauth, setting, says) => {
    const sentences = refusals({ oauth })
    expect(sentences.length).toBeGreaterThan(0)
    expect(sentences.join('\n')).toContain(setting)
    expect(sentences.join('\n')).toContain(says)
  })

  it('shows no secret where it refuses something else', () => {
    expect(refusals({ oauth: { ...OAUTH, client_secret: 'canary', client_id: 7 } }).join()).not.toContain('canary')
  })

  it('warns of what it does not know, and of endpoints in the clear that are not of this machine', () => {
    expect(warnings({ oauth: { ...OAUTH, colour: 'red' } }).join()).toContain('providers.anthropic.oauth.colour')
    expect(warnings({ oauth: { ...OAUTH, token_endpoint: 'http://vendor.example/token' } })).toEqual([
      'providers.anthropic.oauth.token_endpoint is not https: tokens go over the network in the clear',
    ])
    expect(warnings({ oauth: { ...OAUTH, token_endpoint: 'http://[::1]:9/token' } })).toEqual([])
    expect(warnings({ oauth: OAUTH })).toEqual([])
  })
})

describe('providers.<name>.workload_identity', () => {
  it('asks the vendor’s documented endpoint, where it has one', () => {
    expect(read({ workload_identity: { assertion_file: '/run/token' } }).workloadIdentity).toEqual({
      tokenEndpoint: 'https://api.anthropic.com/v1/oauth/token',
      assertion: { kind: 'file', path: '/run/token' },
    })
  })

  it('takes the proof from the environment, too, and another endpoint', () => {
    const section = { assertion: '${PROOF}', token_endpoint: 'https://sts.example/exchange' }
    const { workloadIdentity } = read({ workload_identity: section }, 'gemini', { PROOF: 'canary' })
    expect(workloadIdentity?.tokenEndpoint).toBe('https://sts.example/exchange')
    const { assertion } = workloadIdentity ?? {}
    expect(assertion?.kind === 'value' ? assertion.value.reveal() : null).toBe('canary')
  })

  it.each([
    [[], 'anthropic', 'an object with assertion_file, or assertion'],
    [{}, 'anthropic', 'must be said once'],
    [{ assertion: 'a', assertion_file: '/b' }, 'anthropic', 'must be said once'],
    [{ assertion_file: '/b' }, 'gemini', 'providers.gemini.workload_identity.token_endpoint'],
    [{ assertion_file: '/b', token_endpoint: 'x' }, 'anthropic', 'http:// or https://'],
  ])('refuses %j of %s: %s', (section, name, says) => {
    expect(refusals({ workload_identity: section }, name).join('\n')).toContain(says)
  })
})
