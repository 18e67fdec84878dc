import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** What a parser may let through and should not: it gets 400, 405 or 505, and nothing goes to the vendor. */
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

const PATH = `/${UUID}/lb/v1/messages`
const BODY = '{"model":"m"}'
const LENGTH = `Content-Length: ${BODY.length}`

/** Name, bytes, statuses that are an answer to it. */
const ODD: readonly (readonly [name: string, bytes: string, statuses: readonly number[]])[] = [
  ['two Hosts', `POST ${PATH} HTTP/1.1\r\nHost: a\r\nHost: b\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['the same Host twice', `POST ${PATH} HTTP/1.1\r\nHost: a\r\nHost: a\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['no Host', `POST ${PATH} HTTP/1.1\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['a Host that is none', `POST ${PATH} HTTP/1.1\r\nHost: a b\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['a Host with a path', `POST ${PATH} HTTP/1.1\r\nHost: a/b\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['a Host with a user', `POST ${PATH} HTTP/1.1\r\nHost: a@b\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['HTTP/0.9', `GET ${PATH}\r\n\r\n`, [400, 505]],
  ['HTTP/0.9 by name', `GET ${PATH} HTTP/0.9\r\nHost: a\r\n\r\n`, [400, 505]],
  [
    'HTTP/1.0 with Transfer-Encoding',
    `POST ${PATH} HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n${BODY}\r\n0\r\n\r\n`,
    [400, 505],
  ],
  ['HTTP/2.0', `POST ${PATH} HTTP/2.0\r\nHost: a\r\n${LENGTH}\r\n\r\n${BODY}`, [400, 505]],
  ['HTTP/1.2', `POST ${PATH} HTTP/1.2\r\nHost: a\r\n${LENGTH}\r\n\r\n${BODY}`, [400, 505]],
  ["HTTP/2's preface", 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 405, 505]],
  ['TRACE', `TRACE ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`, [400, 405]],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', [400, 405]],
  [
    'Content-Length and Transfer-Encoding',
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\n${LENGTH}\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n${BODY}\r\n0\r\n\r\n`,
    [400],
  ],
  ['two Content-Lengths', `POST ${PATH} HTTP/1.1\r\nHost: a\r\n${LENGTH}\r\nContent-Length: 3\r\n\r\n${BODY}`, [400]],
  ['a length that is none', `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: +13\r\n\r\n${BODY}`, [400]],
  ['obsolete folding', `POST ${PATH} HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['a blank before the colon', `POST ${PATH} HTTP/1.1\r\nHost: a\r\nX-A : b\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['bare line feeds', `POST ${PATH} HTTP/1.1\nHost: a\n${LENGTH}\n\n${BODY}`, [400, 505]],
  [
    'chunked that is not last',
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\nd\r\n${BODY}\r\n0\r\n\r\n`,
    [400, 501],
  ],
  [
    'a coding that nobody knows',
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\nd\r\n${BODY}\r\n0\r\n\r\n`,
    [400, 501],
  ],
  [
    'a chunk size that is none',
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n${BODY}\r\n0\r\n\r\n`,
    [400],
  ],
  ['a NUL in a header', `POST ${PATH} HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n${LENGTH}\r\n\r\n${BODY}`, [400]],
  ['an unknown method', `FROB ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`, [400, 405, 501]],
  ['an absolute target elsewhere', `GET http://example.com/v1/models HTTP/1.1\r\nHost: a\r\n\r\n`, [400, 403, 404]],
  [
    '1 MB of headers',
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\nX-A: ${'b'.repeat(1_000_000)}\r\n${LENGTH}\r\n\r\n${BODY}`,
    [400, 431],
  ],
]

describe('refused, and nothing goes on', () => {
  test.each(ODD)('%s', async (_name, bytes, statuses) => {
    using wire = await openWire(stage.gateway.port)
    wire.send(Buffer.from(bytes, 'latin1'))
    const answer = await wire.until(/^HTTP\/1\.[01] \d{3}/)
    expect(statuses).toContain(toStatus(answer))
    expect(stage.provider.counts().total).toBe(0)
  })

  test('what follows a refused request on its connection is not served', async () => {
    using wire = await openWire(stage.gateway.port)
    const smuggled = `POST ${PATH} HTTP/1.1\r\nHost: a\r\n${LENGTH}\r\n\r\n${BODY}`
    wire.send(
      `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    )
    const answer = await wire.toEnd()
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
    expect(stage.provider.counts().total).toBe(0)
  })

  test('an Upgrade is served as if it were not there', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(
      `POST ${PATH} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${LENGTH}\r\n\r\n${BODY}`,
    )
    expect(toStatus(await wire.until(/\r\n\r\n/))).toBe(200)
  })

  test('HTTP/1.0 with a length is served', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(`POST ${PATH} HTTP/1.0\r\nHost: a\r\n${LENGTH}\r\n\r\n${BODY}`)
    expect(toStatus(await wire.toEnd())).toBe(200)
  })

  test('two requests in one packet get their answers in order', async () => {
    using wire = await openWire(stage.gateway.port)
    stage.script(1, { kind: 'ok', headAfterMs: 200, words: 1 }, { kind: 'ok', words: 2 })
    const one = `POST ${PATH} HTTP/1.1\r\nHost: a\r\n${LENGTH}\r\n`
    wire.send(`${one}\r\n${BODY}${one}Connection: close\r\n\r\n${BODY}`)
    const answer = await wire.toEnd()
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
    expect(answer.indexOf('"Hello"')).toBeLessThan(answer.indexOf('"Hello from"'))
  })
})

describe('odd answers of the vendor do no harm', () => {
  test.each([
    ['garbage', 'SSH-2.0-OpenSSH\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
  ])('%s', async (_name, text) => {
    stage.script(1, { kind: 'wire', text })
    expect((await stage.message()).status).toBe(502)
    expect((await stage.message()).status).toBe(200)
  })
})
