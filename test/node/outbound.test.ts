import type { LookupFunction } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnswerListener } from '../../src/gateway/answer-listener.ts'
import { EXAMPLE_CALL } from '../../src/gateway/call-fixture.ts'
import type { Failure } from '../../src/gateway/step.ts'
import type { Reach } from '../../src/model/reach.ts'
import type { Settings } from '../../src/model/settings.ts'
import { Connections } from '../../src/runtimes/node/upstream/connections.ts'
import { createConnectors } from '../../src/runtimes/node/upstream/connector.ts'
import { UpstreamAnswer } from '../../src/runtimes/node/upstream/upstream-answer.ts'
import { openForwardProxy } from '../harness/forward-proxy.ts'
import type { Vendor } from '../harness/vendor.ts'
import { answerWell, openVendor } from '../harness/vendor.ts'

/** An account that may not reach private addresses, and a server on this machine that should hear nothing of it. */
let vendor: Vendor
let port: string

beforeAll(async () => {
  vendor = await openVendor(answerWell)
  port = new URL(vendor.url).port
})
afterAll(() => vendor[Symbol.asyncDispose]())

const DIRECT: Settings['outbound'] = { httpsProxy: null, httpProxy: null, noProxy: null }

/** A resolver by which every name means this machine. */
const findLoopback: LookupFunction = (_, { all }, callback) => {
  if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

function openConnections(find: LookupFunction = findLoopback, outbound = DIRECT): Connections {
  const connectors = createConnectors({ outbound, connectMs: 5_000, find })
  return new Connections({ connectors, firstByteMs: 5_000, idleMs: 5_000 })
}

/** Asks for `/`, and tells the status or why there was none. */
function askOver(connections: Connections, origin: string, reach: Reach): Promise<number | Failure> {
  return new Promise((resolve) => {
    const listener: AnswerListener & { onInterim(): void; onStale(): void } = {
      onAnswered: () => undefined,
      onRefused: ({ head }) => resolve(head.status),
      onBytes: () => true,
      onComplete: () => resolve(200),
      onCut: (_, cause) => resolve({ kind: 'broken', sent: true, cause }),
      onFailed: resolve,
      onInterim: () => undefined,
      onStale: () => resolve({ kind: 'broken', sent: false, cause: 'stale' }),
    }
    const call = { ...EXAMPLE_CALL, id: 1, name: 'req_1', stream: false }
    const context = {
      call,
      connections,
      createInflater: () => null,
      firstEventMs: 0,
      onHeld: null,
      now: () => 0,
      after: () => () => {},
    }
    const connection = connections.acquire(origin, reach)
    const answer = new UpstreamAnswer(context, connection, listener)
    connection.client.dispatch({ origin, path: '/', method: 'GET' }, answer)
  })
}

describe('an account that may not reach private addresses reaches nothing on this machine', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    'localhost',
    'localhost.',
    'llm.localhost',
  ])('written as %s', async (host) => {
    const before = vendor.connections()
    const { origin } = new URL(`http://${host}:${port}`)
    const failure = await askOver(openConnections(), origin, 'public')
    expect(failure).toMatchObject({ kind: 'barred', cause: expect.stringContaining('is private, and this account') })
    expect(vendor.connections()).toBe(before)
  })

  test.each(['http', 'https'])('by a name that means it, over %s', async (scheme) => {
    const before = vendor.connections()
    const failure = await askOver(openConnections(), `${scheme}://llm.example:${port}`, 'public')
    const cause = 'the address 127.0.0.1 of llm.example is private, and this account may not reach such (allow_private)'
    expect(failure).toEqual({ kind: 'barred', cause })
    expect(vendor.connections()).toBe(before)
  })

  test.each(['0.0.0.0', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', 'fe80::1%lo'])(
    'by a name that means %s',
    async (address) => {
      const before = vendor.connections()
      const find: LookupFunction = (_, __, callback) =>
        callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])
      expect(await askOver(openConnections(find), `http://llm.example:${port}`, 'public')).toMatchObject({
        kind: 'barred',
      })
      expect(vendor.connections()).toBe(before)
    },
  )

  test('by a name that may mean something else the next time: it is looked up once for a connection', async () => {
    let lookups = 0
    const counting: LookupFunction = (hostname, options, callback) => {
      lookups += 1
      findLoopback(hostname, options, callback)
    }
    await askOver(openConnections(counting), `http://llm.example:${port}`, 'public')
    expect(lookups).toBe(1)
  })

  test('by the system’s own resolver', async () => {
    const connectors = createConnectors({ outbound: DIRECT, connectMs: 5_000 })
    const connections = new Connections({ connectors, firstByteMs: 5_000, idleMs: 5_000 })
    expect(await askOver(connections, `http://localhost:${port}`, 'public')).toMatchObject({ kind: 'barred' })
    expect(await askOver(connections, `http://localhost:${port}`, 'anywhere')).toBe(200)
    connections.close()
  })
})

test('an account that may reaches it by name and by address', async () => {
  const connections = openConnections()
  for (const host of ['llm.example', '127.0.0.1'])
    expect(await askOver(connections, `http://${host}:${port}`, 'anywhere')).toBe(200)
  connections.close()
})

test('an idle connection of an account that may is never lent to one that may not', async () => {
  const connections = openConnections()
  const origin = `http://llm.example:${port}`
  expect(await askOver(connections, origin, 'anywhere')).toBe(200)
  const before = vendor.connections()
  expect(await askOver(connections, origin, 'public')).toMatchObject({ kind: 'barred' })
  expect(await askOver(connections, origin, 'anywhere')).toBe(200)
  expect(vendor.connections()).toBe(before)
  connections.close()
})

describe('with an outbound proxy', () => {
  test('what is private as it is written is not asked of the proxy; names are the proxy’s to look up', async () => {
    await using proxy = await openForwardProxy()
    const outbound = { httpsProxy: null, httpProxy: `http://${proxy.host}`, noProxy: null }
    const connections = openConnections(findLoopback, outbound)
    for (const host of ['127.0.0.1', '[::1]', 'localhost', 'vllm', 'metadata.google.internal'])
      expect(await askOver(connections, `http://${host}:${port}`, 'public')).toMatchObject({ kind: 'barred' })
    expect(proxy.asked()).toEqual([])
    expect(await askOver(connections, `http://llm.example:${port}`, 'public')).toBe(200)
    expect(proxy.asked()).toEqual([`llm.example:${port}`])
    connections.close()
  })

  test('a host that NO_PROXY names is looked up here, and checked', async () => {
    await using proxy = await openForwardProxy()
    const outbound = { httpsProxy: null, httpProxy: `http://${proxy.host}`, noProxy: 'llm.example' }
    const connections = openConnections(findLoopback, outbound)
    expect(await askOver(connections, `http://llm.example:${port}`, 'public')).toMatchObject({ kind: 'barred' })
    expect(proxy.asked()).toEqual([])
  })
})
