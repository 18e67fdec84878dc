import { describe, expect, test } from 'vitest'
import { askIn, askRepeatable, REPEATABLE, STREAMS, FORMS } from '../harness/calls.ts'
import { countBeforeReturn } from '../harness/cooling.ts'
import { openStage } from '../harness/stage.ts'

/** Contract §6, the rows of the table that speak of connections and streams. */
describe('broken after it was fully sent, before any byte of an answer', () => {
  test.each(['reset', 'close'] as const)('502 upstream_broken: it is not sent twice (%s)', async (how) => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'break', at: 'after-body', how })
    const told = await stage.message()
    expect(told).toMatchObject({ status: 502, error: 'upstream_broken', attempts: 1 })
    expect(stage.hits()).toEqual([1, 0])
  })

  test('it counts as one failure', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'break', at: 'after-body' })
    for (let count = 0; count < 16; count += 1) await stage.message()
    expect(stage.hits()).toEqual([6, 10])
  })

  test.each(REPEATABLE)('calls that create nothing are tried again: $name', async (call) => {
    await using stage = await openStage({ [call.vendor]: 2 })
    stage.script(1, { kind: 'break', at: 'after-body' })
    const told = await askRepeatable(call, stage.lb)
    expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
  })

  test('all are tried again with retry_ambiguous: true', async () => {
    await using stage = await openStage({ anthropic: 2, config: { retry_ambiguous: true } })
    stage.script(1, { kind: 'break', at: 'after-body' })
    expect(await stage.message()).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
  })
})

describe('a stream whose first event is an error', () => {
  test.each(STREAMS)('next account: nothing has been sent yet (%s)', async (form) => {
    await using stage = await openStage({ [FORMS[form].vendor]: 2 })
    stage.script(1, { kind: 'error-first', error: 'overloaded' })
    const told = await askIn(form, stage.lb)
    expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 2, end: 'ended' })
    expect(told.text).not.toContain('inside a stream')
  })

  test.each([
    { error: 'overloaded', hits: [12, 12] },
    { error: 'server', hits: [6, 12] },
    { error: 'limit', hits: [1, 12] },
    { error: 'credential', hits: [1, 12] },
  ] as const)('for the account, as its error type: $error', async ({ error, hits }) => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'error-first', error })
    for (let count = 0; count < 12; count += 1) expect((await stage.message({ stream: true })).status).toBe(200)
    const [first, second] = stage.keys.map((key) => stage.provider.received(key))
    expect([error === 'limit' ? countBeforeReturn(first ?? []) : first?.length, second?.length]).toEqual(hits)
  })

  test('compressed, it is heard all the same', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'error-first', error: 'overloaded', encoding: 'gzip' })
    const told = await stage.message({ stream: true }, { headers: ['accept-encoding', 'gzip'] })
    expect(told).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
  })
})

describe('a stream that breaks later, or ends without its end mark', () => {
  test.each(STREAMS.flatMap((form) => (['truncate', 'break'] as const).map((how) => ({ form, how }))))(
    "$form, $how: the protocol's error event, then the connection is cut; never a clean end",
    async ({ form, how }) => {
      await using stage = await openStage({ [FORMS[form].vendor]: 2 })
      stage.script(1, how === 'truncate' ? { kind: 'truncate' } : { kind: 'break', at: 'mid-stream' })
      const told = await askIn(form, stage.lb)
      expect(told).toMatchObject({ status: 200, account: 'key-1', attempts: 1, end: 'cut' })
      expect(told.text).toMatch(form === 'messages, streamed' ? /event: error\ndata: .*"error"/ : /"error"/)
      // In words, whatever the runtime calls it.
      const why = how === 'truncate' ? 'the stream ended without its end mark' : /the connection (?:was|closed) \w+/
      expect(told.text).toMatch(why)
      expect(told.text).not.toMatch(/UND_ERR|ECONN|Network connection/)
      expect(stage.hits()).toEqual([1, 0])
    },
  )

  test('for the account: one failure', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'truncate' })
    for (let count = 0; count < 16; count += 1) await stage.message({ stream: true })
    expect(stage.hits()).toEqual([6, 10])
  })

  test('a compressed stream is cut without an event', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'break', at: 'mid-stream', encoding: 'gzip' })
    const told = await stage.message({ stream: true }, { headers: ['accept-encoding', 'gzip'] })
    expect(told).toMatchObject({ status: 200, end: 'cut' })
    expect(told.text).not.toContain('event: error')
  })

  test('a plain answer that breaks is cut, too', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'break', at: 'mid-stream' })
    expect(await stage.message()).toMatchObject({ status: 200, end: 'cut', attempts: 1 })
  })

  test.each(STREAMS)('an end mark is an end, whatever else the vendor says: %s', async (form) => {
    await using stage = await openStage({ [FORMS[form].vendor]: 1 })
    const told = await askIn(form, stage.lb)
    expect(told).toMatchObject({ status: 200, end: 'ended' })
  })
})
