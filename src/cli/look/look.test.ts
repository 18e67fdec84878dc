import { describe, expect, it } from 'vitest'
import { toAmount, toDollars, toPercent } from './amounts.ts'
import { toBar, toSparkline } from './bars.ts'
import { toState } from './states.ts'
import { cutTo, padTo, widthOf } from './text-width.ts'
import { toDuration, toMoment, toRelative } from './times.ts'
import { paint } from './tone.ts'

const NOW = 1_800_000_000_000
const PERSON = { width: 80, colour: false, now: NOW }
const PIPE = { width: null, colour: false, now: NOW }

describe('what people see', () => {
  it.each([
    [NOW + 180_000, 'in 3 min'],
    [NOW - 12_000, '12 s ago'],
    [NOW - 5 * 3_600_000, '5 h ago'],
    [NOW + 400, 'now'],
  ])('%d is %s', (at, words) => {
    expect(toRelative(at, NOW)).toBe(words)
  })

  it.each([
    [250, '250 ms'],
    [1_240, '1.24 s'],
    [42_300, '42.3 s'],
    [125_000, '2 min 5 s'],
    [15_120_000, '4 h 12 min'],
    [18_000_000, '5 h'],
    [180_000_000, '2 d 2 h'],
  ])('%d ms take %s', (ms, words) => {
    expect(toDuration(ms)).toBe(words)
  })

  it.each([
    [0, '0'],
    [9_876, '9876'],
    [12_345, '12.3 k'],
    [1_234_567, '1.2 M'],
    [432_100_000, '432 M'],
    [2_500_000_000, '2.5 G'],
  ])('%d is %s', (value, words) => {
    expect(toAmount(value, PERSON)).toBe(words)
  })

  it.each([
    [0, '$0'],
    [0.00001, '<$0.0001'],
    [0.0134, '$0.0134'],
    [4.2, '$4.20'],
    [1_234.5, '$1235'],
  ])('%d dollars are %s', (value, words) => {
    expect(toDollars(value, PERSON)).toBe(words)
  })

  it('states have a symbol that says the same as their colour', () => {
    expect(toState('serving', PERSON)).toBe('● serving')
    expect(toState('needs_sign_in', PERSON)).toBe('! needs sign in')
    expect(toState('of a later version', PERSON)).toBe('of a later version')
  })
})

describe('what a program reads', () => {
  it('is whole, in UTC, and in the words of the API', () => {
    expect(toMoment(NOW, PIPE)).toBe('2027-01-15 08:00:00')
    expect(toAmount(1_234_567, PIPE)).toBe('1234567')
    expect(toDollars(0.0134, PIPE)).toBe('$0.013400')
    expect(toState('needs_sign_in', PIPE)).toBe('needs_sign_in')
  })

  it('is - where nothing is known', () => {
    expect([toMoment(null, PIPE), toAmount(null, PIPE), toDollars(null, PIPE), toPercent(null)]).toEqual(
      Array.from({ length: 4 }, () => '-'),
    )
  })
})

describe('bars', () => {
  it('are as wide as they are to be, and no share leads out of them', () => {
    expect([toBar(0, 4), toBar(0.5, 4), toBar(0.3, 4), toBar(1, 4), toBar(7, 4)]).toEqual([
      '····',
      '██··',
      '█▎··',
      '████',
      '████',
    ])
  })

  it('in a line are as tall as the highest, and neighbours are added up where there are too many', () => {
    expect(toSparkline([0, 1, 7], 10)).toBe('▁▂█')
    expect(toSparkline([0, 0], 10)).toBe('▁▁')
    expect(toSparkline([1, 1, 0, 0], 2)).toBe('█▁')
  })
})

describe('text in a terminal', () => {
  it('counts what stands in two columns, and cuts with …', () => {
    expect([widthOf('abc'), widthOf('日本'), widthOf('é')]).toEqual([3, 4, 1])
    expect([cutTo('claude-sonnet', 7), cutTo('日本語', 5), cutTo('short', 5)]).toEqual(['claude…', '日本…', 'short'])
    expect([padTo('7', 3, 'right'), padTo('日', 3)]).toEqual(['  7', '日 '])
  })

  it('is coloured only where colours are wanted', () => {
    expect(paint('x', 'bad', { colour: true })).toBe('\u001B[31mx\u001B[0m')
    expect(paint('x', 'bad', { colour: false })).toBe('x')
  })
})
