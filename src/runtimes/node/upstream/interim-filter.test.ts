import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InterimFilter } from './interim-filter.ts'

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
const HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\nHTTP/1.1 100 '

function pass(pieces: readonly string[]): string {
  const filter = new InterimFilter()
  return pieces.map((piece) => filter.pass(Buffer.from(piece, 'latin1')).toString('latin1')).join('')
}

describe('the filter of interim answers', () => {
  test('takes every 100 out and lets other interim heads and the answer pass', () => {
    expect(pass([CONTINUE + HINTS + CONTINUE + ANSWER])).toBe(HINTS + ANSWER)
  })

  test('does so however the bytes are split, and never touches a body', () => {
    const text = CONTINUE + HINTS + CONTINUE + ANSWER
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 12 })
    fc.assert(
      fc.property(cuts, (places) => {
        const sorted = [0, ...places.sort((a, b) => a - b), text.length]
        const pieces = sorted.slice(1).map((end, index) => text.slice(sorted[index], end))
        expect(pass(pieces)).toBe(HINTS + ANSWER)
      }),
      { numRuns: 1_000 },
    )
  })

  test('passes what is no HTTP at once', () => {
    expect(pass(['garbage'])).toBe('garbage')
  })
})
