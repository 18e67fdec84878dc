import { describe, expect, test } from 'vitest'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import { openWire } from '../harness/wire.ts'

/** Contract §3 and §6: silence, timeouts, and callers who read slowly. */
describe('timeouts', () => {
  test('first_byte_timeout_ms: broken before any byte of an answer', async () => {
    await using stage = await openStage({ anthropic: 2, config: { first_byte_timeout_ms: 300 } })
    stage.script(1, { kind: 'hang' })
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_broken', attempts: 1 })
    await expect.poll(() => stage.provider.counts().open).toBe(0)
  })

  test('idle_timeout_ms: a stream that falls silent is cut', async () => {
    await using stage = await openStage({ anthropic: 1, config: { idle_timeout_ms: 1_500 } })
    stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 30_000 } })
    const told = await stage.message({ stream: true })
    expect(told).toMatchObject({ status: 200, end: 'cut' })
    expect(told.text).toContain('event: error')
  })

  test('first_event_timeout_ms: a stream that has sent no event by then goes to the next account', async () => {
    await using stage = await openStage({ anthropic: 2, config: { first_event_timeout_ms: 2_000 } })
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
  await expect.poll(() => performance.now() - from, { interval: 500, timeout: 30_000 }).toBeGreaterThan(1500)
  // About 130 MB: had the gateway read it all, the answer would be complete by now.
  expect(stage.provider.received()[0]?.answeredAt).toBe(null)
})
