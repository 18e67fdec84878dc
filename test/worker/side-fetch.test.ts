import { expect, test } from 'vitest'
import { createSideFetch } from '../../src/runtimes/worker/side-fetch.ts'
import { answerWell, openVendor, toWireAnswer } from '../harness/vendor.ts'

/** What token endpoints are asked with, on a Worker. */
test('it sends what it was given and gives what came', async () => {
  await using vendor = await openVendor(answerWell)
  const answer = await createSideFetch('anywhere')(`${vendor.url}/token`, { method: 'POST', body: 'x' })
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }])
  expect(vendor.heads()[0]).toMatch(/^POST \/token HTTP\/1\.1\r\n/)
})

test.each(['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'localhost.', 'vllm'])(
  'without permission it does not go to %s',
  async (host) => {
    await using vendor = await openVendor(answerWell)
    const asked = createSideFetch('public')(`http://${host}:${new URL(vendor.url).port}/token`)
    await expect(asked).rejects.toThrow('is private, and this account may not reach such (allow_private)')
    expect(vendor.connections()).toBe(0)
  },
)

test('it follows no redirect', async () => {
  await using elsewhere = await openVendor(answerWell)
  await using vendor = await openVendor(({ whole, send }) => {
    void whole.then(() => send(`HTTP/1.1 302 Go\r\nlocation: ${elsewhere.url}/\r\ncontent-length: 0\r\n\r\n`))
  })
  expect((await createSideFetch('anywhere')(vendor.url)).status).toBe(302)
  expect(elsewhere.connections()).toBe(0)
})

test('an answer of more than 1 MB is refused', async () => {
  await using vendor = await openVendor(({ send }) => send(toWireAnswer('a'.repeat(1024 * 1024 + 1))))
  await expect(createSideFetch('anywhere')(vendor.url)).rejects.toThrow('the answer has more than 1 MB')
})

test('an answer that is not there in time is given up', async () => {
  await using vendor = await openVendor(() => undefined)
  await expect(createSideFetch('anywhere', 100)(vendor.url)).rejects.toThrow('no whole answer came within 0.1 s')
})
