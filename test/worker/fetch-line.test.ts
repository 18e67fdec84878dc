import { expect, test } from 'vitest'
import { openReading } from '../../src/gateway/reading-fixture.ts'
import type { Reach } from '../../src/model/reach.ts'
import { FetchLine } from '../../src/runtimes/worker/fetch-line.ts'
import type { Vendor } from '../harness/vendor.ts'
import { answerWell, openVendor } from '../harness/vendor.ts'

/** Asks the vendor by another name of its host, and tells what was heard of it. */
async function ask(vendor: Vendor, host: string, reach: Reach): Promise<readonly string[]> {
  const { reading, heard } = openReading()
  const url = `http://${host}:${new URL(vendor.url).port}/v1/models`
  const line = new FetchLine({ firstByteMs: 5_000, idleMs: 5_000 })
  await line.run({ url, reach, method: 'GET', headers: [], body: null }, reading)
  return heard
}

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '0.0.0.0',
  '[::1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  'localhost',
  'localhost.',
  'llm.localhost',
  'vllm',
])('an account that may not reach private addresses does not go to %s', async (host) => {
  await using vendor = await openVendor(answerWell)
  expect(await ask(vendor, host, 'public')).toEqual([
    expect.stringMatching(/^failed: barred the (?:address|name) \S+ is private, and this account may not reach such/),
  ])
  expect(vendor.connections()).toBe(0)
})

test('an account that may goes there', async () => {
  await using vendor = await openVendor(answerWell)
  expect(await ask(vendor, '127.0.0.1', 'anywhere')).toContain('bytes {"ok":true}')
})
