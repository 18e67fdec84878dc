import { describe, expect, it } from 'vitest'
import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import { Secret } from '../model/secret.ts'
import { createCredentials, toAccountHeaders } from './credentials.ts'

const BETA = 'oauth-2025-04-20'

function account(change: Partial<Account> = {}): Account {
  return {
    id: 'id' as AccountId,
    name: 'mine',
    pool: 'accounts',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl: 'https://vendor.example',
    kind: 'oauth',
    credential: null,
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'store',
    allowPrivate: false,
    needsSignIn: null,
    caps: NO_CAPS,
    ...change,
  }
}

/** What becomes of these lines of `anthropic-beta`. */
function betaOf(lines: readonly (readonly [string, string])[], change: Partial<Account> = {}): readonly string[] {
  const raw = ['x-api-key', 'of the caller', ...lines.flat(), 'accept', '*/*']
  return toAccountHeaders(account(change), raw, 'the token').slice(2, -2)
}

describe('the headers of an account that signs in', () => {
  it('carry its token where the credential of the caller stood, and nothing of that', () => {
    const raw = ['accept', 'a', 'X-Api-Key', 'of the caller', 'anthropic-version', '2023-06-01', 'Authorization', 'too']
    expect(toAccountHeaders(account({ protocol: 'openai' }), raw, 'the token')).toEqual([
      'accept',
      'a',
      'authorization',
      'Bearer the token',
      'anthropic-version',
      '2023-06-01',
    ])
  })

  it.each([
    ['one beta', [['anthropic-beta', 'a-1']], ['anthropic-beta', `a-1,${BETA}`]],
    ['several', [['Anthropic-Beta', 'a-1, b-2']], ['Anthropic-Beta', `a-1, b-2,${BETA}`]],
    ['an empty line', [['anthropic-beta', ' ']], ['anthropic-beta', BETA]],
    ['the beta already', [['anthropic-beta', `a-1,${BETA}`]], ['anthropic-beta', `a-1,${BETA}`]],
    ['the beta alone', [['ANTHROPIC-BETA', BETA]], ['ANTHROPIC-BETA', BETA]],
    ['the beta with spaces', [['anthropic-beta', ` ${BETA} , b`]], ['anthropic-beta', ` ${BETA} , b`]],
    ['a name that only begins so', [['anthropic-beta', `${BETA}-x`]], ['anthropic-beta', `${BETA}-x,${BETA}`]],
    [
      'two lines',
      [
        ['anthropic-beta', 'a-1'],
        ['anthropic-beta', 'b-2'],
      ],
      ['anthropic-beta', 'a-1', 'anthropic-beta', `b-2,${BETA}`],
    ],
    [
      'two lines, and the beta in the first',
      [
        ['anthropic-beta', BETA],
        ['anthropic-beta', 'b-2'],
      ],
      ['anthropic-beta', BETA, 'anthropic-beta', 'b-2'],
    ],
  ] as const)('say %s and the vendor’s beta once', (_what, lines, said) => {
    expect(betaOf(lines)).toEqual(said)
    expect(betaOf(lines, { kind: 'workload_identity' })).toEqual(said)
  })

  it('say the beta where the caller says none', () => {
    expect(toAccountHeaders(account(), [], 't')).toEqual(['authorization', 'Bearer t', 'anthropic-beta', BETA])
  })

  it.each([
    ['of another vendor', { protocol: 'gemini' }],
    ['of a key', { kind: 'api_key', credential: new Secret('k') }],
  ] as const)('%s leave it as it came', (_what, change) => {
    expect(betaOf([['anthropic-beta', 'a-1']], change)).toEqual(['anthropic-beta', 'a-1'])
  })
})

describe('what an account proves itself with', () => {
  const credentials = createCredentials({
    ready: () => new Secret('at hand'),
    obtain: () => Promise.resolve({ kind: 'ready', token: new Secret('waited for'), expiresAt: 0 }),
    renew: (_account, refused) =>
      Promise.resolve({ kind: 'ready', token: new Secret(`another than ${refused}`), expiresAt: 0 }),
  })

  it('is its key, or its token that is at hand', () => {
    expect(credentials.ready(account({ kind: 'api_key', credential: new Secret('the key') }), 0)).toBe('the key')
    expect(credentials.ready(account(), 0)).toBe('at hand')
  })

  it.each([
    [null, 'waited for'],
    ['this', 'another than this'],
  ])('where %j was refused is %s', async (refused, given) => {
    const outcome = await credentials.obtain(account(), refused)
    expect(outcome.kind === 'ready' ? outcome.token.reveal() : outcome.why).toBe(given)
  })
})
