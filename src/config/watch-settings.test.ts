import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toSentence } from './config-problem.ts'
import { type Given, givenSources } from './given-sources.ts'
import { loadSettings } from './load-settings.ts'

const CANARY = 'https://hooks.example/services/canary-0123456789-abcdef'

function load(given: Given) {
  const loaded = loadSettings(givenSources(given, (text) => createHash('sha256').update(text).digest('hex')))
  return loaded.ok
    ? { settings: loaded.settings, sentences: [] }
    : { settings: null, sentences: loaded.problems.map(toSentence) }
}

describe('prices', () => {
  it('are read in their order, and keep what is left out for later', () => {
    const prices = { 'claude-opus-*': { input: 5, cache_read: 0 }, 'claude-*': { input: 3, output: 15 } }
    const rest = { output: null, cacheWrite5m: null, cacheWrite1h: null }
    expect(load({ file: { prices } }).settings?.prices).toEqual([
      { pattern: 'claude-opus-*', input: 5, cacheRead: 0, ...rest },
      { pattern: 'claude-*', input: 3, cacheRead: null, ...rest, output: 15 },
    ])
  })

  it.each([
    [{ m: { output: 3 } }, 'does not say what input costs'],
    [{ m: { input: -1 } }, 'prices.m.input -1'],
    [{ m: { input: '3 dollars' } }, 'prices.m.input'],
    [{ m: 3 }, 'prices.m 3'],
    [{ '': { input: 1 } }, 'a model name or a pattern'],
    [[1], 'prices (a list)'],
  ])('%j are refused in a sentence', (prices, words) => {
    expect(load({ file: { prices } }).sentences).toEqual([expect.stringContaining(words)])
  })
})

describe('alerts', () => {
  it('go where the environment says, before the file', () => {
    const file = { alerts: { webhook_url: 'https://other.example/x', webhook_authorization: 'Bearer of-the-file' } }
    const alerts = load({ env: { ALERT_WEBHOOK_URL: CANARY }, file }).settings?.alerts
    expect(alerts?.webhookUrl?.reveal()).toBe(CANARY)
    expect(alerts?.webhookAuthorization?.reveal()).toBe('Bearer of-the-file')
    expect(alerts?.budgetShare).toBe(0.8)
    expect(JSON.stringify(alerts)).not.toContain('canary')
  })

  it.each(['hooks.example/x', 'ftp://hooks.example/canary', 'https://canary:canary@hooks.example/'])(
    'to %s are refused without telling it',
    (url) => {
      const { sentences } = load({ env: { ALERT_WEBHOOK_URL: url } })
      expect(sentences).toEqual([expect.stringContaining('ALERT_WEBHOOK_URL')])
      expect(sentences[0]).not.toContain('canary')
    },
  )

  it('to an address with a password are refused with its origin alone, not even the ends of it', () => {
    const { sentences } = load({ env: { ALERT_WEBHOOK_URL: 'https://user:canarypw@h.example/' } })
    expect(sentences[0]).toContain('ALERT_WEBHOOK_URL "https://h.example/***" from the environment')
  })

  it('are worth it from a share of a budget on', () => {
    expect(load({ file: { alerts: { budget_share: 0.5 } } }).settings?.alerts.budgetShare).toBe(0.5)
    expect(load({ file: { alerts: { budget_share: 80 } } }).sentences).toHaveLength(1)
  })
})

describe('a pool that the API has taken away', () => {
  it('is none, where it cannot be taken out of the text', () => {
    const names = load({ file: { pools: { batch: null, night: {} } } }).settings?.pools.map(({ name }) => name)
    expect(names).toEqual(['lb', 'accounts', 'night'])
  })
})
