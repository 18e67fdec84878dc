import { Stream } from '@anthropic-ai/sdk/core/streaming'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameOf } from './event-name.ts'
import { createEventScanner, LONGEST_HELD_EVENT } from './event-scanner.ts'

const LF = 10

interface Found {
  readonly events: { event: string | null; data: string }[]
  readonly cutOff: { event: string | null; data: string }[]
  readonly large: { name: string; length: number }[]
}

function scan(chunks: readonly Uint8Array[]): Found {
  const found: Found = { events: [], cutOff: [], large: [] }
  let largeLength = 0
  const scanner = createEventScanner({
    onEvent(span) {
      const data = new TextDecoder('utf-8', { ignoreBOM: true }).decode(span.bytes.subarray(span.start, span.end))
      const list = span.complete ? found.events : found.cutOff
      list.push({ event: nameOf(span) || null, data })
    },
    onLargeData(bytes, start, end) {
      // LFs that join lines are not counted.
      if (end - start > 1 || bytes[start] !== LF) largeLength += end - start
    },
    onLargeEnd(name) {
      found.large.push({ name, length: largeLength })
      largeLength = 0
    },
  })
  for (const chunk of chunks) {
    scanner.feed(chunk)
    // A scanner keeps no reference to what it was fed.
    chunk.fill(0)
  }
  scanner.end()
  return found
}

/** Cuts bytes at the given places (each a share of the length). */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const positions = [
    0,
    ...places.map((place) => Math.floor(place * (bytes.length + 1))).sort((a, b) => a - b),
    bytes.length,
  ]
  return positions.slice(1).map((end, i) => bytes.slice(positions[i], end))
}

async function scanWithSdk(bytes: Uint8Array<ArrayBuffer>): Promise<{ event: string | null; data: string }[]> {
  const events = []
  for await (const { event, data } of Stream.rawEvents(new Response(bytes))) events.push({ event: event || null, data })
  return events
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

describe('the event scanner', () => {
  test('reads whatever the official client reads, however the bytes are cut', async () => {
    const line = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('data: {"a":1}', 'data:x', 'data', 'data: ', 'data:  two spaces', 'data: é€😀'),
      },
      { weight: 4, arbitrary: fc.constantFrom('event: ping', 'event:error', 'event', 'event: ', 'events: no', 'eve') },
      { weight: 4, arbitrary: fc.constant('') },
      {
        weight: 2,
        arbitrary: fc.constantFrom(': comment', ':', 'id: 7', 'retry: 10', 'dat: no', 'dataset', '{"json":1}'),
      },
    )
    const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(stream, fc.constantFrom('', 'data: cut'), places, async (lines, tail, at) => {
        const bytes = encode(lines.flat().join('') + tail)
        const expected = await scanWithSdk(bytes)
        expect(scan(cut(bytes, at)).events).toEqual(expected)
      }),
      { numRuns: 1500 },
    )
  })

  test('hands on what is left at the end as cut off', () => {
    expect(scan([encode('data: a\n\nevent: b\ndata: c')])).toMatchObject({
      events: [{ event: null, data: 'a' }],
      cutOff: [{ event: 'b', data: 'c' }],
    })
  })

  test('hands on in pieces an event that is too long to be held, and goes on after it', () => {
    const long = 'x'.repeat(LONGEST_HELD_EVENT + 9_000)
    fc.assert(
      fc.property(places, fc.constantFrom('\n', '\r\n', '\r'), (at, end) => {
        const text = [
          `data: before`,
          '',
          `event: big`,
          `data: ${long}`,
          `data: ${long}`,
          '',
          'data: after',
          '',
          '',
        ].join(end)
        const found = scan(cut(encode(text), at))
        expect(found.events.filter(({ event }) => event === null)).toEqual([
          { event: null, data: 'before' },
          { event: null, data: 'after' },
        ])
        expect(found.large).toEqual([{ name: 'big', length: 2 * long.length }])
      }),
      { numRuns: 1000 },
    )
  })

  test('lets a comment pass that is longer than what is held', () => {
    const text = `: ${'x'.repeat(3 * LONGEST_HELD_EVENT)}\ndata: a\n\n`
    expect(scan(cut(encode(text), [0.2, 0.5, 0.7])).events).toEqual([{ event: null, data: 'a' }])
  })

  test('takes an event of many short lines that is longer than what is held', () => {
    const lines = Array.from({ length: 20_000 }, () => 'data: 0123456789')
    const bytes = encode(`event: many\n${lines.join('\n')}\n\ndata: after\n\n`)
    const found = scan(cut(bytes, [0.1, 0.2, 0.3, 0.4, 0.6, 0.9]))
    // The LFs between some of the lines are counted too.
    expect(found.large).toEqual([{ name: 'many', length: expect.toSatisfy((length) => length >= 200_000) }])
    expect(found.events).toEqual([{ event: null, data: 'after' }])
  })
})
