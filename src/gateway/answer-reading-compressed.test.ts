import { describe, expect, test } from 'vitest'
import { BUSY, FIRST, LAST, openReading, STREAM } from './reading-fixture.ts'
import type { ReadingScene } from './reading-fixture.ts'

function compressed(): ReadingScene {
  const scene = openReading()
  scene.head(200, STREAM, 'gzip')
  return scene
}

describe('a compressed stream', () => {
  test('is held back until its first event was read, then goes on as it comes', () => {
    const { reading, heard, data, inflate } = compressed()
    data(FIRST)
    expect(heard).toEqual([])
    inflate()
    expect(heard).toEqual(['answered 200 events', `bytes ${FIRST}`])
    data(LAST)
    reading.onEnd([])
    expect(heard.slice(2)).toEqual([`bytes ${LAST}`])
    inflate()
    expect(heard.slice(3)).toEqual(['complete'])
  })

  test('ends for the caller when it was read to its end, though its end came before its first event was read', () => {
    const { reading, heard, data, inflate } = compressed()
    data(FIRST)
    data(LAST)
    reading.onEnd([])
    expect(heard).toEqual([])
    inflate()
    expect(heard).toEqual(['answered 200 events', `bytes ${FIRST}`, `bytes ${LAST}`, 'complete'])
  })

  test('is cut where it has no end mark, also when that is known late', () => {
    const { reading, heard, data, inflate } = compressed()
    data(FIRST)
    inflate()
    reading.onEnd([])
    inflate()
    expect(heard.at(-1)).toBe('cut: the stream ended without its end mark')
  })

  test('is broken where it turns out to hold no event', () => {
    const { reading, heard, data, inflate } = compressed()
    data(': hello\n\n')
    reading.onEnd([])
    inflate()
    expect(heard).toEqual(['failed: broken the stream ended before its first event'])
  })

  test('is a refusal where its first event is an error, also after its end, and is passed on whole', () => {
    const { reading, heard, data, inflate } = compressed()
    data(BUSY)
    reading.onEnd(['x-took', '3'])
    inflate()
    expect(heard).toEqual(['refused 200 overloaded 529'])
    reading.passOn()
    inflate()
    expect(heard.slice(1)).toEqual([`bytes ${BUSY}`, 'complete x-took 3'])
  })

  test('that cannot be read is taken for sound and whole', () => {
    const { reading, heard, data, giveUp, inflate } = compressed()
    data('?')
    giveUp()
    expect(heard).toEqual(['answered 200 events', 'bytes ?'])
    reading.onEnd([])
    inflate()
    expect(heard.slice(2)).toEqual(['complete'])
  })

  test('is not reported of any more once nobody wants it, whatever is read of it later', () => {
    const { reading, heard, data, inflate, giveUp } = compressed()
    data(FIRST)
    reading.abort()
    inflate()
    giveUp()
    expect(heard).toEqual(['hang up'])
  })

  describe('whose line breaks', () => {
    test('is read as far as it came: what follows a sound first event is a cut, not a missing answer', () => {
      const { reading, heard, data, inflate } = compressed()
      data(FIRST)
      reading.onBroken('reset', true)
      expect(heard).toEqual([])
      inflate()
      expect(heard).toEqual(['answered 200 events', `bytes ${FIRST}`, 'cut: reset'])
    })

    test('is a refusal where its first event was an error', () => {
      const { reading, heard, data, inflate } = compressed()
      data(BUSY)
      reading.onBroken('reset', true)
      inflate()
      expect(heard).toEqual(['refused 200 overloaded 529'])
    })

    test('has failed where no event came', () => {
      const { reading, heard, data, inflate } = compressed()
      data(': hello\n\n')
      reading.onBroken('reset', true)
      inflate()
      expect(heard).toEqual(['failed: broken reset'])
    })

    test('is not reported of once nobody wants it', () => {
      const { reading, heard, data, inflate } = compressed()
      data(FIRST)
      reading.onBroken('reset', true)
      reading.abort()
      inflate()
      expect(heard).toEqual([])
    })
  })
})
