import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../harness/certificate.ts'
import type { VendorCall } from '../harness/vendor.ts'
import { answerWell, openVendor, toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import type { VendorStage } from '../harness/vendor-stage.ts'
import { openStage } from '../harness/stage.ts'

/** Contract §3 and §6 towards vendors over TLS, as all of them are reached in earnest. */
const certificate = makeCertificate()

describe('broken after it was fully sent, over TLS', () => {
  let stage: VendorStage

  beforeAll(async () => {
    // Every second call is answered, so that breaks meet both new and kept connections.
    const plan = { anthropic: 3, certificate }
    stage = await openVendorStage(({ number, socket, whole, send }) => {
      void whole.then(() => (number % 2 === 0 ? send(toWireAnswer()) : socket.destroy()))
    }, plan)
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  test.each([500, 40_000, 200_000, 2_000_000])('502 upstream_broken, sent once: %d bytes', async (size) => {
    const before = stage.vendor.heads().length
    const pad = 'x'.repeat(size)
    expect(await stage.message({ pad })).toMatchObject({ status: 502, error: 'upstream_broken', attempts: 1 })
    expect(stage.vendor.heads()).toHaveLength(before + 1)
    expect(await stage.message()).toMatchObject({ status: 200, attempts: 1 })
    const connections = stage.vendor.connections()
    expect(await stage.message({ pad })).toMatchObject({ status: 502, error: 'upstream_broken', attempts: 1 })
    expect(stage.vendor.connections()).toBe(connections)
    expect(stage.vendor.heads()).toHaveLength(before + 3)
    expect(stage.vendor.whole()).toBe(before + 3)
    // Even again, for the next size.
    expect((await stage.message()).status).toBe(200)
  })
})

test('broken before a request was fully sent, over TLS: next account', async () => {
  let taken = 0
  const onCall = ({ number, socket, whole, send }: VendorCall) => {
    // Far more than fits between the two, of which the vendor takes nothing.
    if (number === 1) {
      socket.pause()
      setImmediate(() => socket.destroy())
    } else void whole.then((length) => send(toWireAnswer(`{"taken":${(taken = length)}}`)))
  }
  await using stage = await openVendorStage(onCall, { anthropic: 2, certificate })
  const told = await stage.message({ pad: 'x'.repeat(24_000_000) })
  expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
  expect(taken).toBeGreaterThan(24_000_000)
})

test('many calls on one kept connection leave nothing behind on it', async () => {
  await using stage = await openVendorStage(answerWell, { anthropic: 1, certificate })
  for (let count = 0; count < 30; count += 1) {
    const pad = 'x'.repeat(count % 2 === 0 ? 100 : 40_000)
    expect((await stage.message({ pad })).status).toBe(200)
  }
  expect(stage.vendor.connections()).toBe(1)
  expect(stage.gateway.stderr()).not.toContain('MaxListenersExceededWarning')
})

describe('no connection over TLS: 502 upstream_unreachable, and nothing was sent', () => {
  test.each([
    ['a certificate that nobody vouches for', certificate, makeCertificate()],
    ['a certificate of another host', makeCertificate('elsewhere.example'), undefined],
  ] as const)('%s', async (_name, shown, trusted) => {
    const plan = { anthropic: 1, certificate: shown, ...(trusted === undefined ? {} : { trusted }) }
    await using stage = await openVendorStage(answerWell, plan)
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_unreachable', attempts: 1 })
    expect(stage.vendor.heads()).toHaveLength(0)
  })

  test('a handshake that is never answered, within connect_timeout_ms', async () => {
    await using silent = await openVendor(() => undefined)
    const env = { UPSTREAM_ANTHROPIC_URL: silent.url.replace('http://127.0.0.1', 'https://localhost') }
    await using stage = await openStage({ anthropic: 1, env, config: { connect_timeout_ms: 300 } })
    const from = performance.now()
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_unreachable' })
    // Were it the usual limit, it would be 10 s for each of its two tries.
    expect(performance.now() - from).toBeLessThan(19_000)
    await expect.poll(() => silent.open()).toBe(0)
  })
})
