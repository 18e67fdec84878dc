import { describe, expect, it } from 'vitest'
import { TokenBucket } from '../../../bench/quality/token-bucket.ts'

const START = 1_795_345_200_000

function bucket(): TokenBucket {
  return new TokenBucket(60_000, 60_000, START)
}

describe('a bucket of 60,000 a minute, which is one a ms', () => {
  it('is full at first, and never more than that', () => {
    expect(bucket().level(START)).toBe(60_000)
    expect(bucket().level(START + 5_000)).toBe(60_000)
  })

  it('fills evenly', () => {
    const one = bucket()
    one.take(50_000, START)
    expect(one.level(START)).toBe(10_000)
    expect(one.level(START + 20_000)).toBe(30_000)
    expect(one.level(START + 90_000)).toBe(60_000)
  })

  it('is drained evenly, and fills meanwhile', () => {
    const one = bucket()
    one.take(50_000, START)
    one.drain({ from: START + 1_000, until: START + 5_000, amount: 12_000 })
    expect(one.committed(START)).toBe(12_000)
    expect(one.level(START + 1_000)).toBe(11_000)
    expect(one.committed(START + 3_000)).toBe(6_000)
    expect(one.level(START + 3_000)).toBe(7_000)
    expect(one.level(START + 5_000)).toBe(3_000)
    expect(one.level(START + 6_000)).toBe(4_000)
    expect(one.committed(START + 6_000)).toBe(0)
  })

  it('tells the same whether it is looked at often or once', () => {
    const often = bucket()
    const once = bucket()
    for (const one of [often, once]) {
      one.drain({ from: START + 100, until: START + 30_000, amount: 50_000 })
      one.drain({ from: START + 5_000, until: START + 20_000, amount: 30_000 })
    }
    for (let ms = 0; ms < 60_000; ms += 37) often.level(START + ms)
    expect(often.level(START + 60_000)).toBeCloseTo(once.level(START + 60_000), 1)
  })

  it('may go below nothing by what is drained', () => {
    const one = bucket()
    one.take(60_000, START)
    one.drain({ from: START, until: START + 1_000, amount: 5_000 })
    expect(one.level(START + 1_000)).toBe(-4_000)
  })

  it('knows how long until so much is there, what was admitted included', () => {
    const one = bucket()
    one.take(60_000, START)
    expect(one.waitFor(1_000, START)).toBeCloseTo(1_000, 0)
    one.drain({ from: START, until: START + 4_000, amount: 8_000 })
    // Down to -4,000 in 4 s, and up from there.
    expect(one.waitFor(1_000, START)).toBeCloseTo(9_000, 0)
    expect(one.level(START + 9_000)).toBeCloseTo(1_000, 0)
  })

  it('more than it ever holds fits a full one', () => {
    const one = bucket()
    expect(one.waitFor(70_000, START)).toBe(0)
    one.take(10_000, START)
    expect(one.waitFor(70_000, START)).toBeCloseTo(10_000, 0)
  })

  it('cut in half it holds half, and fills half as fast', () => {
    const one = bucket()
    one.resize(30_000, START)
    expect(one.level(START)).toBe(30_000)
    one.take(30_000, START)
    expect(one.level(START + 10_000)).toBe(5_000)
    expect(one.fullAt(5_000, START + 10_000)).toBe(START + 60_000)
  })
})
