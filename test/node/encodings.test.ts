import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENCODED_IN_ZSTD } from '../harness/encoded.ts'
import { openEncodedStage } from '../harness/encoded-stage.ts'
import type { EncodedStage } from '../harness/encoded-stage.ts'

/** Streams in zstd, which a Worker cannot read: they pass untouched, and no sound one is taken for a cut one. */
let stage: EncodedStage

beforeAll(async () => {
  stage = await openEncodedStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

describe('passes untouched', () => {
  test.each(ENCODED_IN_ZSTD)('$name', async (encoded) => {
    const told = await stage.ask(encoded)
    expect(told).toMatchObject({ status: 200, end: 'ended', attempts: 1 })
    expect(told.headers['content-encoding']).toBe(encoded.encoding)
    expect(told.bytes.equals(encoded.bytes)).toBe(true)
  })

  test('and none of them counts as a failure', async () => {
    expect(await stage.countFailed()).toBe(0)
  })
})
