import { describe, expect, test } from 'vitest'
import { BUSY, FIRST, LAST, openReading, STREAM } from './reading-fixture.ts'

describe('an answer that is no refusal', () => {
  test('goes on as it comes: head, bytes, end', () => {
    const { reading, heard, head, data } = openReading({ stream: false })
    reading.onBegun()
    head(200)
    data('{"type":')
    data('"message"}')
    reading.onEnd(['x-took', '3'])
    expect(heard).toEqual(['answered 200 json', 'bytes {"type":', 'bytes "message"}', 'complete x-took 3'])
    expect(reading.isOver).toBe(true)
    expect(reading.head.status).toBe(200)
  })

  test.each([
    [200, 'application/octet-stream', 'opaque'],
    [204, '', 'opaque'],
    [307, 'text/html', 'opaque'],
  ])('is not looked into where nothing is to be learned of it: %i %s', (status, contentType, shape) => {
    const { reading, heard, head, data } = openReading()
    head(status, contentType)
    data('?')
    reading.onEnd([])
    expect(heard).toEqual([`answered ${status} ${shape}`, 'bytes ?', 'complete'])
  })

  test('has its line wait for as long as the caller does not take more', () => {
    const scene = openReading({ stream: false })
    scene.head(200)
    scene.takesMore = false
    scene.data('a')
    scene.takesMore = true
    scene.data('b')
    expect(scene.heard.slice(1)).toEqual(['bytes a', 'pause', 'bytes b'])
  })

  test('is cut where its line breaks', () => {
    const { reading, heard, head, data } = openReading({ stream: false })
    head(200)
    data('{')
    reading.onBroken('ECONNRESET', true)
    expect(heard.slice(1)).toEqual(['bytes {', 'cut: ECONNRESET'])
    expect(reading.isOver).toBe(true)
  })

  test('has failed where the line broke before its head', () => {
    const { reading, heard } = openReading()
    reading.onBegun()
    reading.onBroken('ECONNRESET', false)
    expect(heard).toEqual(['failed: broken ECONNRESET'])
    expect(reading.isOver).toBe(true)
  })

  test('that is told by the runtime not to come has failed', () => {
    const { reading, heard } = openReading()
    reading.fail({ kind: 'unreachable', cause: 'ECONNREFUSED' })
    expect(heard).toEqual(['failed: unreachable ECONNREFUSED'])
  })
})

describe('a stream', () => {
  test('is held back until its first event has come, then goes on as it comes', () => {
    const { reading, heard, head, data } = openReading()
    head(200, STREAM)
    data(': hello\n\n')
    data(FIRST.slice(0, 20))
    expect(heard).toEqual([])
    data(FIRST.slice(20))
    data(LAST)
    reading.onEnd([])
    const held = [': hello\n\n', FIRST.slice(0, 20), FIRST.slice(20)]
    expect(heard).toEqual(['answered 200 events', ...held.map((text) => `bytes ${text}`), `bytes ${LAST}`, 'complete'])
  })

  test('goes on where its first event is longer than what is held back', () => {
    const { heard, head, data } = openReading()
    head(200, STREAM)
    data(`data: ${'x'.repeat(65_529)}`)
    expect(heard).toEqual([])
    data('x')
    expect(heard).toEqual(['answered 200 events', 'bytes 65535 bytes', 'bytes x'])
  })

  test('whose first event is an error is a refusal, whatever its status', () => {
    const { reading, heard, head, data } = openReading()
    head(200, STREAM)
    data(BUSY)
    expect(heard).toEqual(['refused 200 overloaded 529'])
    reading.abort()
    expect(heard.slice(1)).toEqual(['hang up'])
  })

  test('whose first event is an error goes to the caller as it came, where nobody else can be asked', () => {
    const { reading, heard, head, data } = openReading()
    head(200, STREAM)
    data(': hello\n\n')
    data(BUSY)
    reading.passOn()
    reading.onEnd([])
    expect(heard).toEqual(['refused 200 overloaded 529', 'bytes : hello\n\n', `bytes ${BUSY}`, 'complete'])
  })

  test.each(['', ': hello\n\n', 'event: ping\ndata: {"type":"ping"}\n\n', FIRST.slice(0, -2)])(
    'that ends before its first event is broken: %j',
    (text) => {
      const { reading, heard, head, data } = openReading()
      head(200, STREAM)
      if (text !== '') data(text)
      reading.onEnd([])
      expect(heard).toEqual(['failed: broken the stream ended before its first event'])
    },
  )

  test('whose line breaks before its first event is broken', () => {
    const { reading, heard, head, data } = openReading()
    head(200, STREAM)
    data(': hello\n\n')
    reading.onBroken('ECONNRESET', true)
    expect(heard).toEqual(['failed: broken ECONNRESET'])
  })

  test('that ends without its end mark is cut', () => {
    const { reading, heard, head, data } = openReading()
    head(200, STREAM)
    data(FIRST)
    reading.onEnd([])
    expect(heard.slice(2)).toEqual(['cut: the stream ended without its end mark'])
  })

  test('of a call that generates nothing needs no end mark', () => {
    const { reading, heard, head, data } = openReading({ operation: 'other' })
    head(200, STREAM)
    data(FIRST)
    reading.onEnd([])
    expect(heard.slice(2)).toEqual(['complete'])
  })

  test('has its line wait where the caller does not take what was held back', () => {
    const scene = openReading()
    scene.head(200, STREAM)
    scene.takesMore = false
    scene.data(FIRST)
    expect(scene.heard).toEqual(['answered 200 events', `bytes ${FIRST}`, 'pause'])
  })

  test('of JSON goes to the caller piece by piece, once its first has come', () => {
    const gemini = { protocol: 'gemini', path: '/v1beta/models/gemini-x:streamGenerateContent' } as const
    const { reading, heard, head, data } = openReading(gemini)
    head(200)
    data('[{"candidates":[{"content":')
    expect(heard).toEqual([])
    data('{}}]}')
    data(',{"candidates":[{"finishReason":"STOP"}]}]')
    reading.onEnd([])
    expect(heard[0]).toBe('answered 200 array')
    expect(heard.at(-1)).toBe('complete')
  })
})
