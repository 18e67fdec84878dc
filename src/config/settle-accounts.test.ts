import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { StoredAccount } from '../model/stored-account.ts'
import { toSentence } from './config-problem.ts'
import { type Given, givenSources } from './given-sources.ts'
import { loadSettings } from './load-settings.ts'
import { storedAccount } from './stored-account-fixture.ts'

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

const stored = (name: string, change: Partial<StoredAccount> & { credential?: string } = {}) =>
  storedAccount(name, change, sha256)

function load(given: Given) {
  const loaded = loadSettings(givenSources(given, sha256))
  if (!loaded.ok) throw new Error(loaded.problems.map(toSentence).join('\n'))
  return loaded.settings
}

function refusals(given: Given): readonly string[] {
  const loaded = loadSettings(givenSources(given, sha256))
  return loaded.ok ? [] : loaded.problems.map(toSentence)
}

describe('stored accounts', () => {
  it('stand behind those of the environment and the file, as they are kept', () => {
    const { accounts, pools } = load({
      env: { LOAD_BALANCER_API_KEYS: 'a' },
      file: { accounts: [{ name: 'written', api_key: 'b' }] },
      stored: [stored('mine', { pool: 'batch', weight: 4, priority: 2, models: ['claude-*'], quotaGroup: 'org' })],
    })
    expect(accounts.map(({ name, source }) => [name, source])).toEqual([
      ['key-1', 'environment'],
      ['written', 'file'],
      ['mine', 'store'],
    ])
    expect(accounts[2]).toMatchObject({
      pool: 'batch',
      weight: 4,
      priority: 2,
      models: ['claude-*'],
      baseUrl: 'https://api.anthropic.com',
      protocol: 'anthropic',
      needsSignIn: null,
      caps: { maxInFlight: null, maxUtilization: null, quotaGroup: 'org' },
    })
    expect(accounts[2]?.credential?.reveal()).toBe('sk-ant-of-mine-0123456789')
    expect(pools.at(-1)).toMatchObject({ name: 'batch', strategy: 'session' })
  })

  it('go where their provider goes now, and may reach what the operator says there', () => {
    const env = { UPSTREAM_ANTHROPIC_URL: 'http://10.0.0.7' }
    expect(load({ env, stored: [stored('mine')] }).accounts[0]).toMatchObject({
      baseUrl: 'http://10.0.0.7',
      allowPrivate: true,
    })
  })

  it.each([true, false])('with an address of their own may reach private ones as it was said: %s', (allowPrivate) => {
    const own = stored('mine', { provider: 'own', baseUrl: 'http://10.0.0.8', allowPrivate })
    expect(load({ stored: [own] }).accounts[0]).toMatchObject({ protocol: 'openai', allowPrivate })
  })

  it('of a provider that the file has no more are named, with what brings it back', () => {
    expect(refusals({ stored: [stored('mine', { provider: 'gone' })] })).toEqual([
      'account mine of the store cannot be used: its provider gone is known no more; accepted is providers.gone.base_url in the config file',
    ])
  })

  it.each([
    ['the name of one of the environment', 'key-1', {}, 'the name key-1'],
    ['the key of one of the environment', 'mine', { credential: 'sk-ant-in-both-0123456789' }, 'it is the same key as'],
  ])('with %s stop the start, in a sentence that names both and no key', (_what, name, change, says) => {
    const env = { LOAD_BALANCER_API_KEYS: 'sk-ant-in-both-0123456789' }
    const [sentence, ...more] = refusals({ env, stored: [stored(name, change)] })
    expect(more).toEqual([])
    expect(sentence).toContain(`account ${name} of the store cannot be used: `)
    expect(sentence).toContain(says)
    expect(sentence).toContain('LOAD_BALANCER_API_KEYS')
    expect(sentence).not.toContain('in-both')
  })

  it('with the name of one of the file are told in words that whoever just adds one understands as well', () => {
    const file = { accounts: [{ name: 'f1', api_key: 'b' }] }
    expect(refusals({ file, stored: [stored('f1')] })).toEqual([
      'account f1 of the store cannot be used: the account that accounts[0] of /state/config.json describes has the name f1 too; accepted is a name of its own for each account',
    ])
  })

  it('and two of the same name, which no API lets in, stop it too', () => {
    expect(refusals({ stored: [stored('mine'), stored('mine', { credential: 'another' })] })).toEqual([
      'account mine of the store cannot be used: another account of the store has the name mine too; accepted is a name of its own for each account',
    ])
  })

  it('that sign in make their pool one of sessions', () => {
    const person = stored('me', { kind: 'oauth', pool: 'lb' })
    expect(refusals({ stored: [person] })[0]).toContain('OAuth accounts (me) takes the strategy session only')
    expect(refusals({ stored: [person], env: { LOAD_BALANCER_STRATEGY: 'session' } })).toEqual([])
    expect(load({ stored: [stored('me', { kind: 'oauth' })] }).accounts[0]?.credential).toBeNull()
  })

  it('that wait for a person say so', () => {
    const waiting = stored('me', { kind: 'oauth', needsSignIn: 'invalid_grant' })
    expect(load({ stored: [waiting] }).accounts[0]?.needsSignIn).toBe('invalid_grant')
  })
})
