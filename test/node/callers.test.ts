import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toPostHead } from '../harness/raw-request.ts'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { answerWell } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import type { Wire } from '../harness/wire.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** Callers that send too much, too finely or too early, where the connection and the memory are the gateway's own. */
const PATH = `/${UUID}/lb/v1/messages`
const LIMIT = 4_000_000

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, config: { max_buffered_bytes: LIMIT } })
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Sends all of it before it reads anything, as many clients do. */
async function sendFirst(wire: Wire, text: string, size: number): Promise<void> {
  wire.socket.pause()
  wire.send(text)
  await new Promise((resolve) => wire.socket.write(Buffer.alloc(size, 'a'), resolve))
  wire.socket.resume()
}

describe('a refusal reaches a caller that sends its whole body before it reads', () => {
  const REFUSED = [
    { status: 413, size: 40_000_000, error: 'body_too_large' },
    { status: 503, size: LIMIT + 1_000_000, error: 'overloaded' },
  ]
  const MANNERS = [
    { manner: 'Connection: close', version: '1.1', extra: 'Connection: close\r\n' },
    { manner: 'keep-alive', version: '1.1', extra: '' },
    { manner: 'HTTP/1.0', version: '1.0', extra: '' },
  ]

  test.each(REFUSED.flatMap((refused) => MANNERS.map((manner) => ({ ...refused, ...manner }))))(
    '$status to $manner',
    async ({ status, size, error, manner, version, extra }) => {
      using wire = await openWire(stage.gateway.port)
      await sendFirst(wire, `POST ${PATH} HTTP/${version}\r\nHost: a\r\nContent-Length: ${size}\r\n${extra}\r\n`, size)
      const answer = await wire.until(/\r\n\r\n\{.*\}\s*$/s)
      expect(toStatus(answer)).toBe(status)
      expect(answer.toLowerCase()).toContain(`x-claudeflare-error: ${error}`)
      if (manner === 'keep-alive') {
        wire.send(`GET /${UUID}/api/hello HTTP/1.1\r\nHost: a\r\n\r\n`)
        await wire.until(/\}\s*HTTP\/1\.1 200/)
      } else await expect.poll(() => wire.closed()).toBe(true)
      expect(stage.provider.counts().total).toBe(0)
    },
  )

  test('Expect: 100-continue with too much declared is 413 without a 100', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(toPostHead('Expect: 100-continue', 'Content-Length: 40000000'))
    const answer = await wire.toEnd()
    expect(toStatus(answer)).toBe(413)
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
    // Whether its body comes after all nobody knows, so the connection ends.
    expect(wire.closed()).toBe(true)
  })
})

describe('a chunked body', () => {
  const HEAD = toPostHead('Transfer-Encoding: chunked', 'Connection: close')

  test.runIf(process.platform === 'linux')('of 500,000 chunks of one byte costs less than 100 MB', async () => {
    await using other = await openVendorStage(answerWell, { anthropic: 1 })
    expect((await other.message()).status).toBe(200)
    const before = await other.gateway.peakMemory()
    using wire = await openWire(other.gateway.port)
    wire.send(HEAD)
    wire.send('1\r\na\r\n'.repeat(500_000))
    wire.send('0\r\n\r\n')
    expect(toStatus(await wire.toEnd(30_000))).toBe(200)
    expect(other.vendor.heads().at(-1)).toMatch(/^content-length: 500000$/im)
    expect((await other.gateway.peakMemory()) - before).toBeLessThan(100_000_000)
  })

  test('counts also while it comes: what others hold leaves no room for it', async () => {
    await using other = await openStage({ anthropic: 1, config: { max_buffered_bytes: LIMIT } })
    const wires = await Promise.all(Array.from({ length: 8 }, () => openWire(other.gateway.port)))
    try {
      // None of them comes to its end; each would fit by itself.
      for (const wire of wires) wire.send(`${HEAD}f4240\r\n${'a'.repeat(1_000_000)}\r\n`)
      const countRefused = () => wires.filter((wire) => toStatus(wire.received()) === 503).length
      await expect.poll(countRefused).toBeGreaterThan(3)
    } finally {
      for (const wire of wires) wire[Symbol.dispose]()
    }
    const pad = 'a'.repeat(LIMIT - 100_000)
    await expect.poll(async () => (await other.message({ pad })).status).toBe(200)
  })
})
