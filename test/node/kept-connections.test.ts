import { expect, test } from 'vitest'
import type { Socket } from 'node:net'
import { makeCertificate } from '../harness/certificate.ts'
import type { VendorCall } from '../harness/vendor.ts'
import { answerWell } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import { getJson } from '../harness/stage.ts'

/** Vendors hang up on idle connections without a word, often just as the next call comes. */
test.each([
  ['resets', {}, (socket: Socket) => socket.resetAndDestroy()],
  ['closes', {}, (socket: Socket) => socket.destroy()],
  ['closes, over TLS,', { certificate: makeCertificate() }, (socket: Socket) => socket.destroy()],
])('a vendor that %s idle connections: each next call succeeds at its first attempt', async (_name, plan, hangUp) => {
  const sockets: Socket[] = []
  const onCall = (call: VendorCall) => {
    sockets.push(call.socket)
    answerWell(call)
  }
  await using stage = await openVendorStage(onCall, { anthropic: 2, ...plan })
  for (let round = 0; round < 30; round += 1) {
    expect(await stage.message(), `round ${round}`).toMatchObject({ status: 200, attempts: 1 })
    const idle = sockets.at(-1)
    if (idle !== undefined) hangUp(idle)
  }
  const status = await getJson(`${stage.lb}/v1/load-balancer/status`)
  expect(status).toMatchObject({ loadBalancer: { stats: { totalRequests: 30, failedRequests: 0 } } })
  for (const key of ['key-1', 'key-2'])
    expect(status).toMatchObject({ loadBalancer: { stats: { apiKeyStats: { [key]: { requests: 15, failures: 0 } } } } })
})
