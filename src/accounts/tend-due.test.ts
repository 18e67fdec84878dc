import { describe, expect, it } from 'vitest'
import { storedAccount } from '../config/stored-account-fixture.ts'
import type { AccountId } from '../model/account.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import { tendDue } from './tend-due.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000

function account(id: string, change: Partial<StoredAccount> = {}) {
  return storedAccount(id, { id: id as AccountId, kind: 'oauth', ...change })
}

const ending = (ends: Readonly<Record<string, number>>) =>
  new Map(Object.entries(ends).map(([id, expiresAt]) => [id, { expiresAt }]))

describe('whoever sleeps between calls', () => {
  it('wakes two minutes before the first token ends', () => {
    const ends = ending({ a: NOW + HOUR, b: NOW + HOUR / 2 })
    expect(tendDue([account('a'), account('b')], ends, NOW)).toBe(NOW + HOUR / 2 - 120_000)
  })

  it('sleeps for a minute at the least, whatever has ended', () => {
    expect(tendDue([account('a')], ending({ a: NOW - HOUR }), NOW)).toBe(NOW + 60_000)
  })

  it.each([
    ['keys', { kind: 'api_key' }],
    ['workloads, which exchange when they are asked', { kind: 'workload_identity' }],
    ['accounts that wait for a person', { needsSignIn: 'refused' }],
  ] as const)('does not wake for %s', (_, change) => {
    expect(tendDue([account('a', change)], ending({ a: NOW }), NOW)).toBeNull()
  })

  it('does not wake for an account of which no token is known', () => {
    expect(tendDue([account('a')], ending({}), NOW)).toBeNull()
  })
})
