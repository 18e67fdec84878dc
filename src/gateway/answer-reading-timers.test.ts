import { describe, expect, test } from 'vitest'
import { BUSY, FIRST, LAST, openReading, STREAM } from './reading-fixture.ts'

const HOUR = 3_600_000

describe("a refusal's body is waited for", () => {
  test('for 5 s from its head, then judged by what there is', () => {
    const { heard, head, data, pass } = openReading()
    head(429)
    pass(4_000)
    data('{')
    pass(999)
    expect(heard).toEqual([])
    pass(1)
    expect(heard).toEqual(['refused 429 {'])
  })

  test('no longer once it is judged', () => {
    const { reading, heard, head, pass } = openReading()
    head(429)
    reading.onEnd([])
    pass(HOUR)
    expect(heard).toEqual(['refused 429 '])
  })

  test('also where the first event was waited for: its own time counts', () => {
    const { reading, heard, head, pass } = openReading({}, 2_000)
    reading.onBegun()
    pass(1_999)
    head(429)
    pass(4_999)
    expect(heard).toEqual([])
    pass(1)
    expect(heard).toEqual(['refused 429 '])
  })
})

describe("a stream's first event is waited for", () => {
  test('for as long as first_event_timeout_ms from the request on, then the vendor is hung up on', () => {
    const { reading, heard, head, data, pass } = openReading({}, 2_000)
    reading.onBegun()
    pass(1_000)
    head(200, STREAM)
    data(': hello\n\n')
    pass(999)
    expect(heard).toEqual([])
    pass(1)
    expect(heard).toEqual(['failed: silent', 'hang up'])
    expect(reading.isOver).toBe(true)
  })

  test('also where not even a head comes', () => {
    const { reading, heard, pass } = openReading({}, 2_000)
    reading.onBegun()
    pass(2_000)
    expect(heard).toEqual(['failed: silent', 'hang up'])
  })

  test('no longer once it has come, nor once it was an error', () => {
    for (const first of [FIRST, BUSY]) {
      const { reading, heard, head, data, pass } = openReading({}, 2_000)
      reading.onBegun()
      head(200, STREAM)
      data(first)
      pass(HOUR)
      expect(heard).not.toContain('failed: silent')
      expect(reading.isOver).toBe(false)
    }
  })

  test('not where the caller asked for no stream', () => {
    const { reading, heard, head, data, pass } = openReading({ stream: false }, 2_000)
    reading.onBegun()
    pass(HOUR)
    head(200)
    data('{}')
    reading.onEnd([])
    expect(heard).toEqual(['answered 200 json', 'bytes {}', 'complete'])
  })

  test('for ever where first_event_timeout_ms is 0', () => {
    const { reading, heard, head, data, pass } = openReading()
    reading.onBegun()
    pass(HOUR)
    head(200, STREAM)
    pass(HOUR)
    expect(heard).toEqual([])
    data(FIRST)
    data(LAST)
    reading.onEnd([])
    expect(heard.at(-1)).toBe('complete')
  })
})

describe('comments that a stream sends so far', () => {
  test('go to the caller after 30 s, so that they keep the line alive', () => {
    const { heard, head, data, pass } = openReading()
    head(200, STREAM)
    data(': wait\n\n')
    pass(29_999)
    expect(heard).toEqual([])
    pass(1)
    data(': wait on\n\n')
    expect(heard).toEqual(['answered 200 events', 'bytes : wait\n\n', 'bytes : wait on\n\n'])
  })

  test('go to the caller when they come, 30 s late', () => {
    const { heard, head, data, pass } = openReading()
    head(200, STREAM)
    pass(30_000)
    data(': wait\n\n')
    expect(heard).toEqual([])
    pass(30_000)
    expect(heard).toEqual(['answered 200 events', 'bytes : wait\n\n'])
  })
})

describe('after abort nothing is reported:', () => {
  test.each([
    ['before the head', ''],
    ['of a refusal', 'refusal'],
    ['of a stream before its first event', 'stream'],
    ['of a stream under way', FIRST],
    ['of a stream whose first event was an error', BUSY],
  ])('%s', (_, what) => {
    const { reading, heard, head, data, pass } = openReading({}, 2_000)
    reading.onBegun()
    if (what === 'refusal') head(429)
    else if (what !== '') head(200, STREAM)
    if (what === FIRST || what === BUSY) data(what)
    heard.length = 0
    reading.abort()
    expect(heard).toEqual(['hang up'])
    head(200, STREAM)
    data(FIRST)
    data('x'.repeat(100_000))
    reading.passOn()
    reading.onEnd([])
    reading.onBroken('ECONNRESET', true)
    pass(HOUR)
    expect(heard).toEqual(['hang up'])
    expect(reading.isOver).toBe(true)
  })

  test('nor after the end', () => {
    const { reading, heard, head, data, pass } = openReading({ stream: false })
    head(200)
    data('{}')
    reading.onEnd([])
    const before = heard.length
    reading.onBroken('ECONNRESET', true)
    reading.passOn()
    pass(HOUR)
    reading.abort()
    expect(heard.slice(before)).toEqual([])
  })
})
