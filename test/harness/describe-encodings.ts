import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './ask.ts'
import type { Encoded } from './encoded.ts'
import type { EncodedStage } from './encoded-stage.ts'
import { openEncodedStage } from './encoded-stage.ts'
import { pick } from './json.ts'
import { getJson, openStage } from './stage.ts'

/** Compressed streams pass untouched, and no sound one is taken for a cut one. Which of them can be read is the runtime's to say. */
export function describePassing(forms: readonly Encoded[]): void {
  let stage: EncodedStage

  beforeAll(async () => {
    stage = await openEncodedStage()
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  describe('passes untouched', () => {
    test.each(forms)('$name', async (encoded) => {
      const told = await stage.ask(encoded)
      expect(told).toMatchObject({ status: 200, end: 'ended', attempts: 1 })
      expect(told.headers['content-encoding']).toBe(encoded.encoding)
      expect(told.bytes.equals(encoded.bytes)).toBe(true)
    })

    test('and none of them counts as a failure', async () => {
      expect(await stage.countFailed()).toBe(0)
    })
  })
}

export function describeMetering(encodings: readonly ('gzip' | 'deflate' | 'br' | 'zstd')[]): void {
  test.each(encodings)('usage is read from a stream in %s, too', async (encoding) => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'ok', words: 7, encoding, chunkBytes: 7 })
    const told = await stage.message({ stream: true }, { headers: ['accept-encoding', encoding] })
    const url = `${stage.gateway.url}/api/requests/${told.headers['x-claudeflare-request-id'] ?? ''}`
    await expect.poll(async () => (await ask(url)).status, { timeout: 1500, interval: 50 }).toBe(200)
    expect(pick(await getJson(url), 'usage')).toMatchObject({ input: 12, output: 7 })
  })
}
