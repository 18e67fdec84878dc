import { describe, expect, it } from 'vitest'
import { wrapTo } from './wrap.ts'

describe('a sentence', () => {
  it('goes on in the next line where it does not fit, between words', () => {
    expect(wrapTo('today: 5 requests, 1 failed, 2 failovers', 20)).toEqual([
      'today: 5 requests, 1',
      'failed, 2 failovers',
    ])
  })

  it('is one line in a pipe, and where it fits', () => {
    expect(wrapTo('today: 5 requests', null)).toEqual(['today: 5 requests'])
    expect(wrapTo('today: 5 requests', 17)).toEqual(['today: 5 requests'])
  })

  it('keeps a word that is longer than a line whole', () => {
    expect(wrapTo('at https://llm.example/prefix for us', 12)).toEqual(['at', 'https://llm.example/prefix', 'for us'])
  })

  it('is broken where it would be without its colours', () => {
    expect(wrapTo('\u001B[32m✓ ok\u001B[0m 200, by spare', 10)).toEqual(['\u001B[32m✓ ok\u001B[0m 200,', 'by spare'])
  })
})
