import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Secret } from '../model/secret.ts'
import { createClientKeys, type ClientKeysOptions } from './client-keys.ts'
import { mintClientKey, type ClientKeySpec } from './mint-client-key.ts'

const NOW = 1_800_000_000_000
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const SPEC: ClientKeySpec = {
  name: 'laptop',
  scopes: ['call'],
  pools: [],
  models: [],
  expiresAt: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  budget: null,
}

function mint(spec: Partial<ClientKeySpec> = {}) {
  return mintClientKey({ ...SPEC, ...spec }, { random: (length) => randomBytes(length), hash: sha256, now: NOW })
}

function open(options: Partial<ClientKeysOptions> = {}) {
  return createClientKeys({ hash: sha256, records: [], environmentKey: null, onUsed: () => {}, ...options })
}

describe('client keys', () => {
  it('know a key that was minted, and keep only its hash', () => {
    const { key, record } = mint()
    const keys = open({ records: [record] })
    expect(keys.find(key, NOW)).toEqual({ kind: 'known', key: record })
    expect(JSON.stringify(keys.list())).not.toContain(key.slice(3))
  })

  it('never know what is empty, cut off, the hash itself or endless', () => {
    const { key, record } = mint()
    const keys = open({ records: [record, { ...mint().record, hash: sha256('') }] })
    for (const text of ['', key.slice(0, -1), `${key} `, record.hash, key.toLowerCase(), 'x'.repeat(100_000)]) {
      expect(keys.find(text, NOW)).toEqual({ kind: 'unknown' })
    }
  })

  it('let a key expire at exactly its time', () => {
    const { key, record } = mint({ expiresAt: NOW })
    const keys = open({ records: [record] })
    expect(keys.find(key, NOW - 1).kind).toBe('known')
    expect(keys.find(key, NOW).kind).toBe('expired')
    expect(keys.exist()).toBe(true)
  })

  it('take the key of the environment for an admin and caller that is not stored', () => {
    const keys = open({ environmentKey: new Secret('correct-horse') })
    expect(keys.exist()).toBe(true)
    expect(keys.list()).toEqual([])
    const found = keys.find('correct-horse', NOW)
    expect(found.kind === 'known' && found.key.scopes).toEqual(['admin', 'call'])
  })

  it('take an empty key of the environment for none', () => {
    const keys = open({ environmentKey: new Secret('') })
    expect(keys.exist()).toBe(false)
    expect(keys.find('', NOW).kind).toBe('unknown')
  })

  it('keep the key of the environment when a stored copy of it is removed', () => {
    const copy = { ...mint().record, hash: sha256('correct-horse') }
    const keys = open({ records: [copy], environmentKey: new Secret('correct-horse') })
    keys.remove(copy.id)
    expect(keys.find('correct-horse', NOW).kind).toBe('known')
  })

  it('forget a key that was removed, and learn one that was added', () => {
    const first = mint()
    const second = mint()
    const keys = open({ records: [first.record] })
    keys.remove(first.record.id)
    keys.add(second.record)
    expect(keys.find(first.key, NOW).kind).toBe('unknown')
    expect(keys.find(second.key, NOW).kind).toBe('known')
  })

  it('call an admin key the last where no other admin key lasts for ever', () => {
    const admin = mint({ scopes: ['admin'] }).record
    const expiring = mint({ scopes: ['admin'], expiresAt: NOW + 60_000 }).record
    const caller = mint().record
    const keys = open({ records: [admin, expiring, caller] })
    expect(keys.isLastAdmin(admin.id)).toBe(true)
    expect(keys.isLastAdmin(expiring.id)).toBe(false)
    expect(keys.isLastAdmin(caller.id)).toBe(false)
    keys.add(mint({ scopes: ['admin'] }).record)
    expect(keys.isLastAdmin(admin.id)).toBe(false)
  })

  it('call no admin key the last beside one of the environment', () => {
    const admin = mint({ scopes: ['admin'] }).record
    expect(open({ records: [admin], environmentKey: new Secret('a') }).isLastAdmin(admin.id)).toBe(false)
  })

  it('have begun with the first, and for good, whatever becomes of it', () => {
    const { record } = mint({ scopes: ['admin'] })
    const keys = open()
    expect(keys.haveBegun()).toBe(false)
    keys.add(record)
    keys.remove(record.id)
    expect([keys.exist(), keys.haveBegun()]).toEqual([false, true])
    const kept = open()
    kept.begin()
    expect([kept.exist(), kept.haveBegun()]).toEqual([false, true])
    expect(open({ environmentKey: new Secret('a') }).haveBegun()).toBe(true)
  })

  it('note a use at most once a minute, and show the latest', () => {
    const { record } = mint()
    const noted: number[] = []
    const keys = open({ records: [record], onUsed: (_, at) => void noted.push(at) })
    for (const at of [NOW, NOW + 1_000, NOW + 59_999, NOW + 60_000]) keys.take(record, at)
    expect(noted).toEqual([NOW, NOW + 60_000])
    expect(keys.list()[0]?.lastUsedAt).toBe(NOW + 60_000)
  })

  it('hold each key to its own rate', () => {
    const slow = mint({ requestsPerMinute: 1 }).record
    const other = mint({ requestsPerMinute: 1 }).record
    const keys = open({ records: [slow, other] })
    expect([keys.take(slow, NOW), keys.take(slow, NOW + 15_000), keys.take(other, NOW)]).toEqual([0, 45_000, 0])
  })
})

describe('client keys that are replaced', () => {
  it('are the ones that are known from then on', () => {
    const [gone, stays, comes] = [mint(), mint(), mint()]
    const keys = open({ records: [gone.record, stays.record] })
    keys.replace([stays.record, comes.record])
    const found = [gone, stays, comes].map(({ key }) => keys.find(key, NOW).kind)
    expect(found).toEqual(['unknown', 'known', 'known'])
    expect(keys.list()).toEqual([stays.record, comes.record])
    expect([keys.get(gone.record.id), keys.get(comes.record.id)]).toEqual([null, comes.record])
  })

  it('keep the place that each has in its rate', () => {
    const { record } = mint({ requestsPerMinute: 2 })
    const keys = open({ records: [record] })
    keys.take(record, NOW)
    keys.replace([mint().record, { ...record }])
    expect([keys.take(record, NOW), keys.take(record, NOW + 1_000)]).toEqual([0, 59_000])
  })

  it('are held to a new rate where it has changed', () => {
    const { record } = mint({ requestsPerMinute: 1 })
    const keys = open({ records: [record] })
    keys.take(record, NOW)
    const faster = { ...record, requestsPerMinute: 2 }
    keys.replace([faster])
    expect([keys.take(faster, NOW), keys.take(faster, NOW), keys.take(faster, NOW)]).toEqual([0, 0, 60_000])
    const free = { ...record, requestsPerMinute: null }
    keys.replace([free])
    expect(keys.take(free, NOW)).toBe(0)
  })

  it('begin anew where a key went and came back', () => {
    const { record } = mint({ requestsPerMinute: 1 })
    const keys = open({ records: [record] })
    keys.take(record, NOW)
    keys.replace([])
    keys.replace([record])
    expect(keys.take(record, NOW)).toBe(0)
  })

  it('show the latest use that is known here or was stored', () => {
    const { record } = mint()
    const keys = open({ records: [record] })
    keys.use(record, NOW)
    keys.replace([{ ...record, lastUsedAt: NOW - 5_000 }])
    expect(keys.list()[0]?.lastUsedAt).toBe(NOW)
    keys.replace([{ ...record, lastUsedAt: NOW + 5_000 }])
    expect(keys.list()[0]?.lastUsedAt).toBe(NOW + 5_000)
  })

  it('are told to be used no more often than before', () => {
    const { record } = mint()
    const told: number[] = []
    const keys = open({ records: [record], onUsed: (_, at) => void told.push(at) })
    keys.use(record, NOW)
    keys.replace([record])
    keys.use(record, NOW + 59_999)
    keys.use(record, NOW + 60_000)
    expect(told).toEqual([NOW, NOW + 60_000])
  })

  it('leave the key of the environment as it is', () => {
    const keys = open({ records: [mint().record], environmentKey: new Secret('correct-horse') })
    keys.replace([])
    expect(keys.find('correct-horse', NOW).kind).toBe('known')
    expect([keys.exist(), keys.list()]).toEqual([true, []])
  })

  it('leave no key where none is left', () => {
    const { key, record } = mint({ scopes: ['admin'] })
    const keys = open({ records: [record] })
    expect([keys.exist(), keys.isLastAdmin(record.id)]).toEqual([true, true])
    keys.replace([])
    expect([keys.exist(), keys.isLastAdmin(record.id), keys.find(key, NOW).kind]).toEqual([false, false, 'unknown'])
  })
})
