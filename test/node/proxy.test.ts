import { describe, expect, test } from 'vitest'
import { makeCertificate } from '../harness/certificate.ts'
import { findClosedOrigin } from '../harness/closed-port.ts'
import type { ForwardProxy } from '../harness/forward-proxy.ts'
import { openForwardProxy } from '../harness/forward-proxy.ts'
import { answerWell } from '../harness/vendor.ts'
import type { VendorPlan } from '../harness/vendor-stage.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'

/** Contract §3: HTTPS_PROXY, NO_PROXY and outbound_proxy. */
const certificate = makeCertificate()
const plan: VendorPlan = { anthropic: 1, certificate }

const authorityOf = ({ url }: { readonly url: string }) => url.replace('https://', '')

describe('the way to a vendor goes through the proxy', () => {
  test.each<[string, (proxy: ForwardProxy) => Partial<VendorPlan>]>([
    ['that HTTPS_PROXY names', ({ host }) => ({ env: { HTTPS_PROXY: `http://${host}` } })],
    ['that https_proxy names', ({ host }) => ({ env: { https_proxy: `http://${host}` } })],
    ['that outbound_proxy of the file names', ({ host }) => ({ config: { outbound_proxy: `http://${host}` } })],
    [
      'also where NO_PROXY names others',
      ({ host }) => ({ env: { HTTPS_PROXY: `http://${host}`, NO_PROXY: 'example.com,127.0.0.1,localhost:1' } }),
    ],
  ])('%s', async (_name, toPlan) => {
    await using proxy = await openForwardProxy()
    await using stage = await openVendorStage(answerWell, { ...plan, ...toPlan(proxy) })
    for (let count = 0; count < 3; count += 1) expect((await stage.message()).status).toBe(200)
    // One tunnel, kept; the calls inside it are between the gateway and the vendor.
    expect(proxy.asked()).toEqual([authorityOf(stage.vendor)])
    expect(proxy.credentials()).toEqual([''])
    expect(stage.vendor.heads()[0]).not.toMatch(/proxy/i)
  })

  test('with the credential of its URL, which no log shows', async () => {
    await using proxy = await openForwardProxy()
    const env = { HTTPS_PROXY: `http://someone:canary%3Apassword@${proxy.host}` }
    await using stage = await openVendorStage(answerWell, { ...plan, env })
    expect((await stage.message()).status).toBe(200)
    expect(proxy.credentials()).toEqual([`Basic ${Buffer.from('someone:canary:password').toString('base64')}`])
    expect(stage.gateway.stderr()).not.toContain('canary')
  })

  test.each(['localhost', '*', 'example.com, .localhost', 'LOCALHOST'])(
    'but not where NO_PROXY is %s',
    async (none) => {
      await using proxy = await openForwardProxy()
      const env = { HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY: none }
      await using stage = await openVendorStage(answerWell, { ...plan, env })
      expect((await stage.message()).status).toBe(200)
      expect(proxy.asked()).toEqual([])
    },
  )
})

describe('a proxy in the way: 502 upstream_unreachable, and nothing was sent', () => {
  test('that refuses', async () => {
    await using proxy = await openForwardProxy('refuse')
    const env = { HTTPS_PROXY: `http://someone:canary@${proxy.host}` }
    await using stage = await openVendorStage(answerWell, { ...plan, env })
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_unreachable' })
    expect(stage.vendor.heads()).toHaveLength(0)
    expect(stage.gateway.stderr()).not.toContain('canary')
  })

  test('that does not answer within connect_timeout_ms', async () => {
    await using proxy = await openForwardProxy('silent')
    const env = { HTTPS_PROXY: `http://${proxy.host}` }
    await using stage = await openVendorStage(answerWell, { ...plan, env, config: { connect_timeout_ms: 300 } })
    const from = performance.now()
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_unreachable' })
    // Were it the usual limit, it would be 10 s for each of its two tries.
    expect(performance.now() - from).toBeLessThan(19_000)
  })

  test('that is not there', async () => {
    await using stage = await openVendorStage(answerWell, { ...plan, env: { HTTPS_PROXY: await findClosedOrigin() } })
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_unreachable' })
  })

  test('and a vendor behind it whose certificate nobody vouches for', async () => {
    await using proxy = await openForwardProxy()
    const env = { HTTPS_PROXY: `http://${proxy.host}` }
    await using stage = await openVendorStage(answerWell, { ...plan, env, trusted: makeCertificate() })
    expect(await stage.message()).toMatchObject({ status: 502, error: 'upstream_unreachable' })
    expect(stage.vendor.heads()).toHaveLength(0)
  })
})
