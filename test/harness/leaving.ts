import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
import type { Leave } from './ask.ts'
import { pick, toItems } from './json.ts'
import { quickestOf } from './quickest.ts'
import { getJson, openStage } from './stage.ts'

/** Contract §6 and §7: the caller went away. Whether a FIN is told from half a goodbye is the runtime's to say. */
export function describeLeaving(leave: Leave): void {
  test('upstream is aborted within 50 ms', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, { kind: 'ok', stall: { piece: 2, ms: 30_000 } })
    const quickest = await quickestOf(50, async (round) => {
      const stop = new AbortController()
      const begun = Promise.withResolvers<void>()
      const asked = stage.message({ stream: true }, { signal: stop.signal, leave, onData: () => begun.resolve() })
      asked.catch(() => undefined)
      await begun.promise
      const at = performance.timeOrigin + performance.now()
      stop.abort()
      await expect.poll(() => stage.provider.received()[round]?.abortedAt ?? 0, { interval: 5 }).toBeGreaterThan(0)
      return (stage.provider.received()[round]?.abortedAt ?? 0) - at
    })
    expect(quickest).toBeLessThan(50)
  })

  test('also before the head of an answer came', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'hang' })
    const stop = new AbortController()
    const asked = stage.message({}, { signal: stop.signal, leave })
    asked.catch(() => undefined)
    await expect.poll(() => stage.hits()).toEqual([1, 0])
    stop.abort()
    await expect.poll(() => stage.provider.received()[0]?.abortedAt ?? 0).toBeGreaterThan(0)
    // Nobody is asked in its place.
    expect(stage.hits()).toEqual([1, 0])
  })

  test('it says nothing about the account', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, { kind: 'ok', stall: { piece: 2, ms: 30_000 } })
    for (let round = 1; round <= 8; round += 1) {
      const stop = new AbortController()
      const begun = Promise.withResolvers<void>()
      const asked = stage.message({ stream: true }, { signal: stop.signal, leave, onData: () => begun.resolve() })
      asked.catch(() => undefined)
      await begun.promise
      stop.abort()
      await expect.poll(() => stage.provider.counts().open, { interval: 5 }).toBe(0)
    }
    stage.always(1, { kind: 'ok' })
    expect(await stage.message()).toMatchObject({ status: 200, account: 'key-1' })
  })

  test('such a request is successful if a 2xx had begun, else not counted', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'ok', stall: { piece: 3, ms: 30_000 } }, { kind: 'hang' })
    for (const hits of [1, 2]) {
      const stop = new AbortController()
      const onData = () => stop.abort()
      const asked = stage.message({ stream: true }, { signal: stop.signal, leave, onData })
      asked.catch(() => undefined)
      await expect.poll(() => stage.hits()).toEqual([hits])
      if (hits === 2) stop.abort()
      await expect.poll(() => stage.provider.counts().open).toBe(0)
    }
    await expect
      .poll(async () => pick(await getJson(`${stage.lb}/v1/load-balancer/status`), 'loadBalancer', 'stats'))
      .toMatchObject({ totalRequests: 1, successfulRequests: 1, failedRequests: 0 })
  })

  test('what the vendor had told of its usage by then counts', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'ok', usage: { input: 10, cacheRead: 100 }, stall: { piece: 3, ms: 30_000 } })
    const stop = new AbortController()
    const asked = stage.message({ stream: true }, { signal: stop.signal, leave, onData: () => stop.abort() })
    asked.catch(() => undefined)
    await expect
      .poll(async () => toItems((await ask(`${stage.gateway.url}/api/requests`)).text)[0])
      .toMatchObject({ end: 'gone', usage: { input: 10, cacheRead: 100 }, cost: expect.any(Number) })
  })

  test.each([
    ['in the middle of its body', 300_000],
    ['right after its body', 600_000],
  ])('%s: what was held of it is free again', async (_, sent) => {
    await using stage = await openStage({ anthropic: 1, config: { max_buffered_bytes: 1_000_000 } })
    const long = { messages: [{ role: 'user', content: 'x'.repeat(599_900) }] }
    const { port } = stage.gateway
    for (let round = 0; round < 3; round += 1)
      await leaveEarly({ port, path: `${new URL(stage.lb).pathname}/v1/messages` }, sent, leave)
    await expect.poll(async () => (await stage.message(long)).status).toBe(200)
  })
}

/** Announces a body of 600,000 bytes and goes away when so many are sent. */
async function leaveEarly(
  to: { readonly port: number; readonly path: string },
  sent: number,
  leave: Leave,
): Promise<void> {
  const socket = connect(to.port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  const head = `POST ${to.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 600000\r\n\r\n`
  const written = Promise.withResolvers<void>()
  socket.write(head + 'x'.repeat(sent), () => written.resolve())
  await written.promise
  if (leave === 'reset') socket.resetAndDestroy()
  else socket.destroy()
  await once(socket, 'close')
}
