import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { listen } from '../harness/events.ts'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** Contract §2: SIGTERM loses nothing that was on its way, and waits for nothing that is not. */
const BODY = '{"model":"m"}'
const toRequest = (path: string) =>
  `POST /${UUID}/lb${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`

/** Signals, and waits until it shows that it was heard. */
async function terminate({ gateway }: Stage): Promise<void> {
  gateway.signal('SIGTERM')
  await expect.poll(() => gateway.stderr()).toContain('shutting down')
}

interface SlowReader extends Disposable {
  /** Reads on, and tells how many bytes of the body there were in all. */
  read(): Promise<number>
}

/** Asks, and reads nothing yet. */
async function openSlowReader(port: number, path: string): Promise<SlowReader> {
  const wire = await openWire(port)
  wire.socket.pause()
  wire.send(toRequest(path))
  return {
    async read() {
      wire.socket.resume()
      const answer = await wire.toEnd(30_000)
      return answer.length - answer.indexOf('\r\n\r\n') - 4
    },
    [Symbol.dispose]: () => wire[Symbol.dispose](),
  }
}

/** `count` sizes from `from` on, `step` apart. */
function toSizes(from: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index * step)
}

test('a slow reader gets every byte of an answer that has ended for the gateway', async () => {
  await using stage = await openVendorStage(
    ({ head, socket, whole }) => {
      const size = Number(/size=(\d+)/.exec(head)?.[1])
      const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`
      void whole.then(() => socket.write(Buffer.concat([Buffer.from(answer), Buffer.alloc(size, 'a')])))
    },
    { anthropic: 1, env: { LOG_LEVEL: 'info' } },
  )
  const countEnded = () => stage.gateway.stderr().match(/"end":"ok"/g)?.length ?? 0
  /** Asks for answers of these sizes, and waits until as many of them have ended as can. */
  const openReaders = async (sizes: readonly number[], into: DisposableStack): Promise<SlowReader[]> => {
    const asked = stage.vendor.whole() + sizes.length
    const readers: SlowReader[] = []
    for (const size of sizes)
      readers.push(into.use(await openSlowReader(stage.gateway.port, `/v1/messages?size=${size}`)))
    let before = -1
    const isStill = () => {
      const now = countEnded()
      const still = now === before && stage.vendor.whole() === asked
      before = now
      return still
    }
    await expect.poll(isStill, { interval: 500, timeout: 40_000 }).toBe(true)
    return readers
  }
  // How much the system holds for a connection, roughly; then answers around that, which end while their last bytes are
  // still in the gateway.
  let held = 0
  {
    using first = new DisposableStack()
    await openReaders(toSizes(300_000, 300_000, 24), first)
    held = countEnded() * 300_000
  }
  expect(held).toBeGreaterThan(0)
  using second = new DisposableStack()
  const sizes = toSizes(held - 60_000, 10_000, 44)
  const readers = await openReaders(sizes, second)
  await terminate(stage)
  expect(await Promise.all(readers.map((reader) => reader.read()))).toEqual(sizes)
  expect((await stage.gateway.exited).code).toBe(0)
})

test('idle connections close at once, new ones are refused, and /health on one in use says 503', async () => {
  const held = Promise.withResolvers<void>()
  await using stage = await openVendorStage(
    ({ number, whole, send }) => {
      if (number === 1) void whole.then(() => send(toWireAnswer('{"first":1}')))
      else void held.promise.then(() => send(toWireAnswer('{"second":1}')))
    },
    { anthropic: 1 },
  )
  using idle = await openWire(stage.gateway.port)
  idle.send(toRequest('/v1/messages'))
  await idle.until(/\{"first":1\}$/)
  using fresh = await openWire(stage.gateway.port)
  using busy = await openWire(stage.gateway.port)
  busy.send(toRequest('/v1/messages'))
  await expect.poll(() => stage.vendor.whole()).toBe(2)

  await terminate(stage)
  await expect.poll(() => [idle.closed(), fresh.closed()]).toEqual([true, true])
  await expect(ask(`${stage.gateway.url}/health`)).rejects.toThrow()
  expect(busy.closed()).toBe(false)

  busy.send('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  held.resolve()
  const answers = await busy.toEnd()
  expect(answers).toContain('{"second":1}')
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503'])
  expect((await stage.gateway.exited).code).toBe(0)
})

test('/health says 503 also where its request had begun before the signal', async () => {
  const held = Promise.withResolvers<void>()
  await using stage = await openVendorStage(({ send }) => void held.promise.then(() => send(toWireAnswer())), {
    anthropic: 1,
  })
  using busy = await openWire(stage.gateway.port)
  busy.send(`${toRequest('/v1/messages')}GET /health HTTP/1.1\r\n`)
  await expect.poll(() => stage.vendor.whole()).toBe(1)
  await terminate(stage)
  busy.send('Host: 127.0.0.1\r\n\r\n')
  held.resolve()
  expect((await busy.toEnd()).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503'])
  expect((await stage.gateway.exited).code).toBe(0)
})

test('/health says 503, or nothing more, while a stream goes on', async () => {
  await using stage = await openStage({ anthropic: 1 })
  stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 1500 } })
  const begun = Promise.withResolvers<void>()
  const asked = stage.message({ stream: true }, { onData: () => begun.resolve() })
  using wire = await openWire(stage.gateway.port)
  const head = 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  // A connection with a request under way outlives the signal; idle ones close at once.
  wire.send('GET /health HTTP/1.1\r\n')
  await begun.promise
  stage.gateway.signal('SIGTERM')
  await expect.poll(() => stage.gateway.stderr()).toMatch(/drain|shutting down/i)
  wire.send(head.slice(head.indexOf('Host')))
  expect([0, 503]).toContain(toStatus(await wire.toEnd(1000)))
  expect((await asked).end).toBe('ended')
})

test('/api/events ends at once, and is no call under way', async () => {
  const held = Promise.withResolvers<void>()
  await using stage = await openVendorStage(
    ({ whole, send }) => void whole.then(() => held.promise).then(() => send(toWireAnswer())),
    {
      anthropic: 1,
    },
  )
  using ear = await listen(stage.gateway.port)
  using idle = await openWire(stage.gateway.port)
  const flying = stage.message()
  await expect.poll(() => stage.vendor.whole()).toBe(1)
  await terminate(stage)
  await expect.poll(() => [ear.wire.closed(), idle.closed()], { interval: 20 }).toEqual([true, true])
  expect(ear.ended()).toBe(true)
  held.resolve()
  expect((await flying).status).toBe(200)
  expect((await stage.gateway.exited).code).toBe(0)
})

test('a request without a credential that never comes whole does not hold it, and the log has no error', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await askJson(`${stage.gateway.url}/api/keys`, { name: 'admin', scopes: ['admin'] })
  using wire = await openWire(stage.gateway.port)
  wire.send('POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{')
  using busy = await openWire(stage.gateway.port)
  busy.send('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
  await busy.until(/"ok"/)
  await terminate(stage)
  expect(toStatus(await wire.toEnd())).toBe(408)
  const exit = await stage.gateway.exited
  expect(exit.code).toBe(0)
  expect(exit.stderr).not.toMatch(/"level":[45]0/)
})

test('an upload under way at the signal may come whole', async () => {
  await using stage = await openStage({ anthropic: 1 })
  using wire = await openWire(stage.gateway.port)
  const request = toRequest('/v1/messages')
  wire.send(request.slice(0, -1))
  // Only what came before it is answered tells that the gateway has it.
  using other = await openWire(stage.gateway.port)
  other.send('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
  await other.until(/"ok"/)
  await terminate(stage)
  wire.send(request.slice(-1))
  expect(toStatus(await wire.toEnd())).toBe(200)
  expect((await stage.gateway.exited).code).toBe(0)
})

test('a caller that leaves amid a body of the control API is no error of ours', async () => {
  await using stage = await openStage({ anthropic: 1 })
  using wire = await openWire(stage.gateway.port)
  const { port } = stage.gateway
  wire.send(
    `POST /api/keys HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
  )
  using other = await openWire(port)
  other.send('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
  await other.until(/"ok"/)
  wire.socket.resetAndDestroy()
  const exit = await stage.gateway.stop()
  expect(exit).toMatchObject({ code: 0 })
  expect(exit.stderr).not.toContain('"level":50')
})
