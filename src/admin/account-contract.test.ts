import { describe, expect, it } from 'vitest'
import { KNOWN_PROVIDERS } from '../model/providers.ts'
import { accountBody, accountPatch } from './account-contract.ts'
import { readNewAccount } from './read-account-spec.ts'

const CANARY = 'sk-ant-canary-0123456789abcdef'

describe('an account over the API', () => {
  it.each([
    { name: CANARY },
    { name: `the key ${CANARY}` },
    { pool: 'cf_0123456789ABCDEFGHIJabcdefghij012345' },
    { note: `old: ${CANARY}` },
    { quota_group: CANARY },
    { provider: CANARY },
    { models: ['claude-*', CANARY] },
    { model_map: { 'claude-*': CANARY } },
    { model_map: { [CANARY]: 'gpt-5' } },
  ])('has no credential where everybody sees it: %j', (fields) => {
    expect(accountPatch.safeParse(fields).success).toBe(false)
  })

  it.each(['../../v1/organizations', 'a/../b', '/v1/files', 'a//b', 'a/', 'a?b=c', 'a#b', 'a%2fb', 'a\\b', '.', 'a*'])(
    'maps no model to %j, which would lead a call elsewhere',
    (target) => {
      expect(accountPatch.safeParse({ model_map: { 'claude-*': target } }).success).toBe(false)
    },
  )

  it.each(['gpt-5', 'meta-llama/llama-3.3-70b-instruct:free', 'accounts/x/models/y', 'a.b', '@cf/meta/llama'])(
    'maps models to %j',
    (target) => {
      expect(accountPatch.safeParse({ model_map: { 'claude-*': target } }).success).toBe(true)
    },
  )

  it('of a workload has its tokens, which the operator’s proof buys, sent to the provider alone', () => {
    const identity = { kind: 'workload_identity', federation_rule_id: 'fdrl_1', organization_id: 'org_1' }
    const exchange = { tokenEndpoint: 'https://vendor.example/token', assertion: { kind: 'file', path: '/a' } } as const
    const providers = new Map(
      KNOWN_PROVIDERS.map((known) => [known.name, { ...known, workloadIdentity: exchange }] as const),
    )
    const read = (more: object) =>
      readNewAccount(accountBody.parse({ name: 'one', provider: 'anthropic', ...identity, ...more }), {
        accounts: [],
        providers,
        defaultProvider: 'anthropic',
      })
    expect(read({})).toMatchObject({ ok: true, spec: { baseUrl: null } })
    expect(read({ base_url: 'https://elsewhere.example' })).toMatchObject({
      ok: false,
      status: 400,
      why: expect.stringContaining('base_url'),
    })
  })
})
