import { describe, expect, test } from 'vitest'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import { openWire } from '../harness/wire.ts'

/** Contract §3 and §6: silence, timeouts, and callers who go away. */
describe('the caller went away', () => {
  test('upstream is aborted within 50 ms', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, { kind: 'ok', stall: { piece: 2, ms: 30_000 } })
    const delays: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const stop = new AbortController()
      const begun = Promise.withResolvers<void>()
      const asked = stage.message({ stream: true }, { signal: stop.signal, onData: () => begun.resolve() })
      asked.catch(() => undefined)
      await begun.promise
      const at = performance.timeOrigin + performance.now()
      stop.abort()
      await expect.poll(() => stage.provider.received()[round]?.abortedAt ?? 0, { interval: 5 }).toBeGreaterThan(0)
      delays.push((stage.provider.received()[round]?.abortedAt ?? 0) - at)
    }
    // The best of five: the machine that runs this has other things to do.
    expect(Math.min(...delays)).toBeLessThan(50)
  })

  test('also before the head of an answer came', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'hang' })
    const stop = new AbortController()
    const asked = stage.message({}, { signal: stop.signal })
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
      stage.message({ stream: true }, { signal: stop.signal, onData: () => begun.resolve() }).catch(() => undefined)
      await begun.promise
      stop.abort()
      await expect.poll(() => stage.provider.counts().open, { interval: 5 }).toBe(0)
    }
    stage.always(1, { kind: 'ok' })
    expect(await stage.message()).toMatchObject({ status: 200, account: 'key-1' })
  })
})

describe('timeouts', () => {
  test('first_byte_timeout_ms: broken before any byte of an answer', async () => {
    await using stage = await openStage({ anthropic: 2, config: { first_byte_timeout_ms: 300 } })
    stage.script(1, { kind: 'hang' })
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_broken', attempts: 1 })
    await expect.poll(() => stage.provider.counts().open).toBe(0)
  })

  test('idle_timeout_ms: a stream that falls silent is cut', async () => {
    await using stage = await openStage({ anthropic: 1, config: { idle_timeout_ms: 300 } })
    stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 30_000 } })
    const told = await stage.message({ stream: true })
    expect(told).toMatchObject({ status: 200, end: 'cut' })
    expect(told.text).toContain('event: error')
  })

  test('first_event_timeout_ms: a stream that has sent no event by then goes to the next account', async () => {
    await using stage = await openStage({ anthropic: 2, config: { first_event_timeout_ms: 300 } })
    stage.script(1, { kind: 'ok', firstAfterMs: 30_000 })
    expect(await stage.message({ stream: true })).toMatchObject({
      status: 200,
      account: 'key-2',
      attempts: 2,
      end: 'ended',
    })
    await expect.poll(() => stage.provider.counts().open).toBe(0)
  })

  test('it is off where it is not set: silence is patience', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'ok', headAfterMs: 700, firstAfterMs: 700, stall: { piece: 5, ms: 700 } })
    expect(await stage.message({ stream: true })).toMatchObject({ status: 200, account: 'key-1', end: 'ended' })
  })
})

test('a slow reader holds the vendor back instead of filling the memory', async () => {
  await using stage = await openStage({ anthropic: 1 })
  stage.always(1, { kind: 'ok', words: 1_000_000 })
  using wire = await openWire(stage.gateway.port)
  wire.socket.pause()
  const body = '{"model":"m","stream":true}'
  wire.send(`POST /${UUID}/lb/v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  await expect.poll(() => stage.hits()).toEqual([1])
  const from = performance.now()
  await expect.poll(() => performance.now() - from, { interval: 500, timeout: 4000 }).toBeGreaterThan(1500)
  // About 130 MB: had the gateway read it all, the answer would be complete by now.
  expect(stage.provider.received()[0]?.answeredAt).toBe(null)
})
