import { describe, expect, it } from 'vitest'
import type { Usage } from '../../model/usage.ts'
import { Conversations } from './conversations.ts'
import type { Conversation } from './conversation.ts'
import { memberNamed } from './limit-fixture.ts'
import { OutputSpread } from './output-spread.ts'
import { SizeBook, toDraw } from './size-book.ts'

const NOW = 1_795_305_600_000

function usage(over: Partial<Usage>): Usage {
  return { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null, ...over }
}

function sizeOf(bytes: number, maxOutput: number | null = null) {
  return { bytes, maxOutput, signed: false }
}

/** A conversation whose last call had a prompt of so many tokens in so many bytes, all but 100 of them cached. */
function conversationOf(tokens: number, bytes: number): Conversation {
  const conversations = new Conversations()
  const one = conversations.use({ key: 's', bytes }, null, { member: memberNamed('a'), now: NOW })
  conversations.learn(one, usage({ input: 100, cacheRead: tokens - 100 }), bytes)
  return one
}

describe('the size of a prompt', () => {
  it('is a token for four bytes before anything is known', () => {
    const cold = new SizeBook().cold('m', sizeOf(40_000))
    expect(cold).toMatchObject({ fresh: 10_000, cached: 0 })
    expect(new SizeBook().cold('m', null).fresh).toBe(0)
  })

  it('is told by the calls before it, those of its model', () => {
    const book = new SizeBook()
    for (let call = 0; call < 200; call++) {
      book.learn('m', { bytes: 50_000, tookMs: 5_000 }, usage({ input: 500, cacheRead: 24_500, output: 300 }))
    }
    expect(book.cold('m', sizeOf(40_000)).fresh).toBeCloseTo(20_000, -2)
    expect(book.cold('other', sizeOf(40_000)).fresh).toBe(10_000)
  })

  it('follows calls that become another kind of calls', () => {
    const book = new SizeBook()
    const learn = (tokens: number): void => {
      for (let call = 0; call < 400; call++) book.learn('m', { bytes: 60_000, tookMs: 1 }, usage({ input: tokens }))
    }
    learn(10_000)
    learn(20_000)
    expect(book.cold('m', sizeOf(60_000)).fresh).toBeGreaterThan(19_000)
  })

  it('is not touched by calls of which the vendor told nothing', () => {
    const book = new SizeBook()
    book.learn('m', { bytes: 90_000, tookMs: 100 }, usage({}))
    book.learn('m', { bytes: 0, tookMs: -5 }, usage({ input: 90_000 }))
    expect(book.cold('m', sizeOf(40_000)).fresh).toBe(10_000)
  })

  it('is forgotten for no model that a caller makes up', () => {
    const book = new SizeBook()
    for (let call = 0; call < 200; call++) book.learn('m', { bytes: 50_000, tookMs: 1 }, usage({ input: 25_000 }))
    for (let index = 0; index < 5_000; index++) book.cold(`made-up-${index}`, sizeOf(1))
    expect(book.cold('m', sizeOf(40_000)).fresh).toBeGreaterThan(19_000)
  })
})

describe('a prompt that goes on', () => {
  const book = new SizeBook()
  const warm = (bytes: number, known: Conversation) =>
    book.warm('m', { size: sizeOf(bytes), cold: book.cold('m', sizeOf(bytes)) }, known)

  it('takes what has come to it, and what was not cached', () => {
    expect(warm(48_000, conversationOf(12_000, 40_000))).toMatchObject({ fresh: 2_100, cached: 11_900 })
  })

  it('goes by its own conversation, not by what is usual', () => {
    expect(warm(40_400, conversationOf(30_000, 40_000))).toMatchObject({ fresh: 200, cached: 29_900 })
  })

  it('that has become shorter takes no less than nothing', () => {
    const draw = warm(1_000, conversationOf(10_000, 40_000))
    expect(draw.fresh).toBe(0)
    expect(draw.cached).toBe(250)
  })

  it('of which nothing is known yet is taken to be new', () => {
    const conversations = new Conversations()
    const one = conversations.use({ key: 's', bytes: 1 }, null, { member: memberNamed('a'), now: NOW })
    expect(warm(40_000, one)).toMatchObject({ fresh: 10_000, cached: 0 })
  })

  it('is mostly cached where only its account is known', () => {
    const one = conversationOf(10_000, 40_000)
    one.cached = -1
    const draw = warm(40_000, one)
    expect(draw.fresh).toBeCloseTo(1_500, 6)
    expect(draw.fresh + draw.cached).toBeCloseTo(10_000, 6)
  })
})

describe('the length of answers', () => {
  it('is told by those before, bounded by what the call allows', () => {
    const spread = new OutputSpread()
    for (let call = 0; call < 1_000; call++) spread.add(call % 10 === 0 ? 5_000 : 500)
    expect(spread.expect(null)).toBeCloseTo(950, -2)
    expect(spread.expect(500)).toBeCloseTo(500, -1)
    expect(spread.expect(1_000)).toBeCloseTo(550, -1)
    expect(spread.expect(0)).toBe(0)
  })

  it('is never more than is allowed, and more where more is', () => {
    const spread = new OutputSpread()
    for (let call = 0; call < 500; call++) spread.add((call * 7_919) % 20_000)
    let before = 0
    for (const limit of [1, 16, 100, 1_000, 8_000, 64_000]) {
      const expected = spread.expect(limit)
      expect(expected).toBeLessThanOrEqual(limit)
      expect(expected).toBeGreaterThanOrEqual(before)
      before = expected
    }
    expect(spread.expect(null)).toBeGreaterThanOrEqual(before)
  })

  it('follows what answers are now, after millions of them, too', () => {
    const spread = new OutputSpread()
    for (let call = 0; call < 5_000; call++) spread.add(100)
    for (let call = 0; call < 2_000; call++) spread.add(4_000)
    expect(spread.expect(null)).toBeGreaterThan(3_900)
    expect(spread.expect(null)).toBeLessThan(4_001)
  })

  it('and the time that they take give the speed', () => {
    const book = new SizeBook()
    for (let call = 0; call < 1_000; call++) {
      book.learn('m', { bytes: 1, tookMs: 10_000 }, usage({ output: 1_000 }))
    }
    expect(book.cold('m', sizeOf(1)).speed).toBeCloseTo(0.1, 3)
    expect(book.cold('m', sizeOf(1, 200)).output).toBeCloseTo(200, 6)
  })
})

describe('what a call has taken', () => {
  it('is what was read anew, what was cached, and what was made', () => {
    const all = usage({ input: 1, cacheWrite5m: 20, cacheWrite1h: 300, cacheRead: 4_000, output: 50_000 })
    expect(toDraw(all)).toEqual({ fresh: 321, cached: 4_000, output: 50_000 })
    expect(toDraw(usage({}))).toEqual({ fresh: 0, cached: 0, output: 0 })
  })
})
