import { describe, expect, test } from 'vitest'
import { layOver } from '../../src/config/lay-over.ts'
import type { AuditEntry } from '../../src/model/audit.ts'
import type { ClientKeyRecord } from '../../src/model/client-key.ts'
import type { SessionRecord } from '../../src/model/session.ts'
import type { GatewayStore } from '../../src/stores/cloudflare/gateway-store.ts'
import { openGatewayStore } from '../../src/stores/cloudflare/gateway-store.ts'
import { openObjectFile } from './object-database.ts'

const NOW = 1_790_000_000_000
const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

function keyOf(name: string, differs: Partial<ClientKeyRecord> = {}): ClientKeyRecord {
  return {
    id: `key_${name}`,
    name,
    hash: `hash of ${name}`,
    scopes: ['call', 'admin'],
    pools: ['lb'],
    models: ['claude-*'],
    expiresAt: null,
    requestsPerMinute: 5,
    tokensPerMinute: null,
    budget: null,
    createdAt: NOW,
    lastUsedAt: null,
    ...differs,
  }
}

function sessionOf(hash: string, at = NOW): SessionRecord {
  return { hash, keyId: 'key_1', keyHash: 'hash', createdAt: at, usedAt: at }
}

function entryOf(n: number, at = NOW): AuditEntry {
  return { at, who: 'open mode', action: 'pool.change', target: `p${n}`, detail: null }
}

function targetsOf(store: GatewayStore): readonly string[] {
  return store.audit.list({ limit: 500, cursor: null }).items.map(({ target }) => target)
}

function namesOf(store: GatewayStore): readonly string[] {
  return store.keys().map(({ name }) => name)
}

test('that there was a client key is known also where none is left', () => {
  using file = openObjectFile()
  const store = openGatewayStore(file.open())
  store.deleteKey('key_never-there')
  expect(store.everKeptKeys()).toBe(false)
  store.insertKey(keyOf('1'))
  expect(store.everKeptKeys()).toBe(true)
  store.deleteKey('key_1')
  const again = openGatewayStore(file.open())
  expect([again.keys(), again.everKeptKeys()]).toEqual([[], true])
})

describe("a gateway's store", () => {
  test('begins with revision 1, without keys and changes', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    expect([store.revision(), store.keys(), store.changes()]).toEqual([1, [], []])
    expect(openGatewayStore(file.open()).revision()).toBe(1)
  })

  test('gives keys in the order in which they were made, whatever they are called', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.insertKey(keyOf('b', { createdAt: NOW + 2 }))
    store.insertKey(keyOf('c', { createdAt: NOW }))
    store.insertKey(keyOf('a', { createdAt: NOW + 1 }))
    expect(namesOf(store)).toEqual(['c', 'a', 'b'])
    expect(namesOf(openGatewayStore(file.open()))).toEqual(['c', 'a', 'b'])
  })

  test('keeps keys as they were made, after it was opened again', () => {
    using file = openObjectFile()
    const key = keyOf('laptop', { expiresAt: NOW + 1, scopes: ['metrics'], requestsPerMinute: null })
    openGatewayStore(file.open()).insertKey(key)
    expect(openGatewayStore(file.open()).keys()).toEqual([key])
  })

  test('takes a key that is inserted twice, because the answer was lost, for one', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.insertKey(keyOf('laptop'))
    store.insertKey(keyOf('laptop'))
    expect(store.keys()).toEqual([keyOf('laptop')])
  })

  test('forgets a key that is deleted, and takes it well when it was never there', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.insertKey(keyOf('one'))
    store.insertKey(keyOf('two', { createdAt: NOW + 1 }))
    store.deleteKey('key_one')
    store.deleteKey('key_one')
    expect(namesOf(openGatewayStore(file.open()))).toEqual(['two'])
  })

  test('raises its revision with every change of keys and settings, for good', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    const revisions: number[] = []
    for (const change of [
      () => store.insertKey(keyOf('laptop')),
      () => store.change([['lb_strategy', 'session']]),
      () => store.deleteKey('key_laptop'),
    ]) {
      change()
      revisions.push(store.revision())
    }
    expect(revisions).toEqual([2, 3, 4])
    expect(openGatewayStore(file.open()).revision()).toBe(4)
  })

  test('leaves its revision as it is where nothing could be written', () => {
    using file = openObjectFile()
    const database = file.open()
    const store = openGatewayStore(database)
    database.exec("create trigger full before update on revision begin select raise(abort, 'disk full'); end")
    expect(() => store.insertKey(keyOf('laptop'))).toThrow('disk full')
    expect(() => store.change([['lb_strategy', 'session']])).toThrow('disk full')
    expect([store.revision(), store.keys(), store.changes()]).toEqual([1, [], []])
  })
})

describe("a gateway's store notes when a key was last used,", () => {
  test('which changes nothing that anybody has to be told of', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.insertKey(keyOf('laptop'))
    store.touchKey('key_laptop', NOW + 5)
    expect(store.revision()).toBe(2)
    expect(openGatewayStore(file.open()).keys()).toEqual([keyOf('laptop', { lastUsedAt: NOW + 5 })])
  })

  test('and keeps the latest of what several pools tell', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.insertKey(keyOf('laptop'))
    for (const at of [NOW + 5, NOW + 9, NOW + 7]) store.touchKey('key_laptop', at)
    expect(store.keys()[0]?.lastUsedAt).toBe(NOW + 9)
  })

  test('but brings no key back that was deleted', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.insertKey(keyOf('laptop'))
    store.deleteKey('key_laptop')
    store.touchKey('key_laptop', NOW)
    expect(store.keys()).toEqual([])
  })
})

describe("a gateway's store keeps changed settings", () => {
  test('of any JSON, after it was opened again', () => {
    using file = openObjectFile()
    const changes = [
      ['a', null],
      ['b', false],
      ['c', 0],
      ['d', ''],
      ['e', { deep: [1, { deeper: 'ü "\\' }] }],
    ] as const
    openGatewayStore(file.open()).change(changes)
    expect(openGatewayStore(file.open()).changes()).toEqual(changes)
  })

  test('laid over each other: the later value of a key stands, the others stay', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.change([
      ['lb_strategy', 'session'],
      ['load_balancer.window_size', 5],
    ])
    store.change([
      ['load_balancer.window_size', 10],
      ['pools.batch.strategy', 'weighted'],
    ])
    const text = layOver('{"lb_strategy": "weighted", "pools": {"batch": {"window_size": 3}}}', store.changes())
    expect(JSON.parse(text)).toEqual({
      lb_strategy: 'session',
      load_balancer: { window_size: 10 },
      pools: { batch: { window_size: 3, strategy: 'weighted' } },
    })
  })

  test('all of one change or none', () => {
    using file = openObjectFile()
    const database = file.open()
    const store = openGatewayStore(database)
    database.exec(
      "create trigger picky before insert on changed_settings when new.key = 'b' begin select raise(abort, 'no b'); end",
    )
    const changing = (): void =>
      store.change([
        ['a', 1],
        ['b', 2],
      ])
    expect(changing).toThrow('no b')
    expect([store.revision(), store.changes()]).toEqual([1, []])
  })
})

describe("a gateway's store keeps sessions", () => {
  test('until they are signed out, or 12 hours after their last use', () => {
    using file = openObjectFile()
    const { sessions } = openGatewayStore(file.open())
    for (const hash of ['one', 'one', 'two']) sessions.insert(sessionOf(hash))
    sessions.touch('one', NOW + HOUR)
    sessions.touch('one', NOW)
    sessions.delete('two')
    sessions.delete('two')
    const again = openGatewayStore(file.open()).sessions
    expect(again.find('one', NOW + 13 * HOUR - 1)).toEqual({ ...sessionOf('one'), usedAt: NOW + HOUR })
    expect([again.find('one', NOW + 13 * HOUR), again.find('two', NOW), again.find('on', NOW)]).toEqual([
      null,
      null,
      null,
    ])
  })

  test('a thousand at most: those unused the longest make room', () => {
    using file = openObjectFile()
    const { sessions } = openGatewayStore(file.open())
    for (let n = 0; n < 1_001; n += 1) sessions.insert(sessionOf(`s${n}`, NOW + n))
    expect([sessions.find('s0', NOW), sessions.find('s1', NOW) === null]).toEqual([null, false])
  })

  test('which are no change that anybody has to be told of', () => {
    using file = openObjectFile()
    const store = openGatewayStore(file.open())
    store.sessions.insert(sessionOf('one'))
    expect(store.revision()).toBe(1)
  })
})

describe("a gateway's store keeps who changed what", () => {
  test('newest first and page by page; an entry that comes twice, because the answer was lost, is one', () => {
    using file = openObjectFile()
    const { audit } = openGatewayStore(file.open())
    for (const n of [1, 2, 2, 3]) audit.record(`nonce ${n}`, entryOf(n))
    const first = audit.list({ limit: 2, cursor: null })
    expect(first.items).toMatchObject([entryOf(3), entryOf(2)])
    expect(audit.list({ limit: 2, cursor: first.next })).toMatchObject({ items: [entryOf(1)], next: null })
  })

  test('for a year, and no more than the newest 100,000', () => {
    using file = openObjectFile()
    const database = file.open()
    const store = openGatewayStore(database)
    for (const n of [1, 2, 3]) store.audit.record(`nonce ${n}`, entryOf(n, n === 3 ? NOW : NOW - YEAR))
    store.audit.record('nonce 4', entryOf(4, NOW + 1))
    expect(targetsOf(store)).toEqual(['p4', 'p3'])
    database.exec("update audit set id = 100003 where target = 'p4'")
    store.audit.record('nonce 5', entryOf(5))
    expect(targetsOf(store)).toEqual(['p5', 'p4'])
  })
})
