import { describe, expect, it } from 'vitest'
import type { Bucket } from './bucket.ts'
import type { SentMark } from './limit-marks.ts'
import type { Draw } from './draw.ts'
import { bucketOf, drawOf, MINUTE, told } from './limit-fixture.ts'

const NOW = 1_795_305_600_000

/** 60,000 a minute, of which `left` is told at `NOW`. */
function bucketWith(left: number, grain = 1): Bucket {
  const bucket = bucketOf()
  bucket.hear(told({ capacity: 60_000, left, grain }), null, NOW)
  return bucket
}

function settle(bucket: Bucket, mark: SentMark, { used, now }: { used: Draw | null; now: number }): void {
  bucket.settle(drawOf(), used, { sent: mark, now })
}

describe('a limit whose size changes', () => {
  it('is reckoned with at once, and nobody else is taken to have used the difference', () => {
    const bucket = bucketWith(50_000)
    const draw = { fresh: 1_000, cached: 0, output: 0, speed: 0 }
    const sent = bucket.send(draw, NOW)
    bucket.hear(told({ capacity: 10_000, left: 9_000 }), sent, NOW + 1_000)
    bucket.settle(draw, draw, { sent, now: NOW + 2_000 })
    expect(bucket.levelAt(NOW + 2_000)).toBeGreaterThan(8_000)
    expect(bucket.unseen).toBe(0)
    const next = bucket.send(draw, NOW + 3_000)
    bucket.hear(told({ capacity: 50_000, left: 45_000 }), next, NOW + 4_000)
    expect(bucket.levelAt(NOW + 4_000)).toBeGreaterThan(20_000)
  })
})

describe('a limit that refills', () => {
  it('comes back evenly, up to all of it', () => {
    const bucket = bucketWith(0)
    expect([0, 15_000, 59_000, 61_000].map((ms) => bucket.levelAt(NOW + ms))).toEqual([0, 15_000, 59_000, 60_000])
  })

  it('is less by what a call takes as soon as it is sent', () => {
    const bucket = bucketWith(10_000)
    bucket.send(drawOf({ fresh: 4_000, cached: 9_000 }), NOW + 1_000)
    expect(bucket.levelAt(NOW + 1_000)).toBe(7_000)
  })

  it('counts what the vendor has cached only where the vendor does', () => {
    const draw = drawOf({ fresh: 1_000, cached: 9_000, output: 500 })
    expect(bucketOf({ countsCached: true }).needOf(draw)).toBe(10_000)
    expect(bucketOf({ meter: 'tokens' }).needOf(draw)).toBe(1_500)
    expect(bucketOf({ meter: 'requests' }).needOf(draw)).toBe(1)
    expect(bucketOf({ meter: 'output' }).needOf(draw)).toBe(500)
    expect(bucketOf({ meter: 'share' }).needOf(draw)).toBe(0)
  })

  it('has what a call took more or less than was expected set right at its end', () => {
    const bucket = bucketWith(10_000)
    const mark = bucket.send(drawOf(), NOW + 1)
    settle(bucket, mark, { used: drawOf({ fresh: 400 }), now: NOW + 1 })
    expect(bucket.levelAt(NOW + 1)).toBe(9_601)
  })

  it('gets back what a call was to take for which the vendor did nothing', () => {
    const bucket = bucketWith(10_000)
    settle(bucket, bucket.send(drawOf(), NOW), { used: null, now: NOW + 10 })
    expect(bucket.levelAt(NOW + 10)).toBe(10_010)
  })

  it('tells when something is back', () => {
    const bucket = bucketWith(0)
    expect(bucket.backAt(5_000, NOW)).toBe(NOW + 5_000)
    bucket.unseen = 0.5
    expect(bucket.backAt(5_000, NOW)).toBe(NOW + 10_000)
    bucket.unseen = 1
    // Whatever others seem to use: it may be misjudged, and is tried a window later.
    expect(bucket.backAt(5_000, NOW)).toBe(NOW + MINUTE)
    expect(bucket.levelAt(NOW + MINUTE)).toBe(bucket.most)
  })
})

function hourly(left: number): Bucket {
  const bucket = bucketOf({ meter: 'requests', name: 'requests' }, 100)
  const resetsAt = NOW + 60 * MINUTE
  bucket.hear(told({ kind: 'reset', windowMs: 60 * MINUTE, capacity: 100, left, resetsAt }), null, NOW)
  return bucket
}

describe('a limit that is reset', () => {
  it('does not come back before, and then all of it', () => {
    const bucket = hourly(3)
    expect(bucket.levelAt(NOW + 59 * MINUTE)).toBe(3)
    expect(bucket.levelAt(NOW + 60 * MINUTE)).toBe(100)
    expect(bucket.backAt(5, NOW)).toBe(NOW + 60 * MINUTE)
  })

  it('has its next reset a window later, however many were missed', () => {
    const bucket = hourly(3)
    bucket.advance(NOW + 200 * MINUTE)
    expect([bucket.level, bucket.resetsAt]).toEqual([100, NOW + 240 * MINUTE])
  })

  it('owes nothing for calls of the window before', () => {
    const bucket = hourly(50)
    const mark = bucket.send(drawOf(), NOW)
    settle(bucket, mark, { used: null, now: NOW + 61 * MINUTE })
    expect(bucket.levelAt(NOW + 61 * MINUTE)).toBe(100)
  })

  it('is never back where its reset is not known', () => {
    const bucket = bucketOf()
    bucket.hear(told({ kind: 'reset', capacity: 60_000, left: 0 }), null, NOW)
    expect(bucket.backAt(1, NOW)).toBe(Infinity)
  })

  it('loses output once, though it is made over time', () => {
    const bucket = bucketOf({ meter: 'output' })
    bucket.hear(told({ kind: 'reset', capacity: 60_000, left: 9_000, resetsAt: NOW + 60 * MINUTE }), null, NOW)
    const draw = drawOf({ output: 500, speed: 0.1 })
    const mark = bucket.send(draw, NOW)
    bucket.settle(draw, drawOf({ output: 700 }), { sent: mark, now: NOW + 5_000 })
    expect(bucket.levelAt(NOW + 5_000)).toBeCloseTo(8_300, 6)
  })
})

function outputWith(left: number): Bucket {
  const bucket = bucketOf({ meter: 'output' })
  bucket.hear(told({ meter: 'output', capacity: 60_000, left }), null, NOW)
  return bucket
}

describe('output', () => {
  it('is taken off as it is made, and the rest of it is pending', () => {
    const bucket = outputWith(10_000)
    bucket.send(drawOf({ output: 800, speed: 0.08 }), NOW)
    expect([bucket.levelAt(NOW), bucket.pending]).toEqual([10_000, 800])
    bucket.advance(NOW + 5_000)
    expect(bucket.level).toBeCloseTo(14_600, 6)
    expect(bucket.pending).toBeCloseTo(400, 6)
  })

  it('is what the call has made once it is over', () => {
    for (const output of [0, 300, 800, 5_000]) {
      const bucket = outputWith(10_000)
      const draw = drawOf({ output: 800, speed: 0.08 })
      const mark = bucket.send(draw, NOW)
      bucket.settle(draw, drawOf({ output }), { sent: mark, now: NOW + 5_000 })
      expect(bucket.level).toBeCloseTo(15_000 - output, 6)
      expect([bucket.pending, bucket.drain]).toEqual([0, 0])
    }
  })

  it('goes on taking from what comes back', () => {
    const bucket = outputWith(0)
    bucket.send(drawOf({ output: 5_000, speed: 0.5 }), NOW)
    expect(bucket.backAt(1_000, NOW)).toBe(NOW + 2_000)
    // What it makes in all, where that ends before so much is there.
    expect(bucket.backAt(20_000, NOW)).toBe(NOW + 25_000)
  })

  it('leaves nothing pending, in whatever order calls end, and whatever the clock does', () => {
    const bucket = outputWith(10_000)
    const draws = [100, 900, 400, 50].map((output) => drawOf({ output, speed: output / 1_000 }))
    const sends = [0, 300, 200, 900].map((ms) => NOW + ms)
    const marks = draws.map((draw, index) => bucket.send(draw, sends[index] ?? NOW))
    for (const [index, ms] of [3_000, 950, 990, 910].entries()) {
      const [mark, draw] = [marks[index], draws[index]]
      if (mark !== undefined && draw !== undefined) bucket.settle(draw, draw, { sent: mark, now: NOW + ms })
    }
    expect(bucket.pending).toBeCloseTo(0, 9)
    expect(bucket.drain).toBeCloseTo(0, 9)
  })
})

describe('what a vendor tells', () => {
  it('of the call itself changes nothing where it is as was reckoned', () => {
    const bucket = bucketWith(10_000)
    const mark = bucket.send(drawOf(), NOW + 100)
    bucket.hear(told({ capacity: 60_000, left: 9_100 }), mark, NOW + 1_600)
    expect(bucket.levelAt(NOW + 1_600)).toBe(10_600)
    expect(bucket.unseen).toBe(0)
  })

  it('may or may not have the call counted already', () => {
    const bucket = bucketWith(10_000)
    const mark = bucket.send(drawOf(), NOW)
    bucket.hear(told({ capacity: 60_000, left: 10_000 }), mark, NOW)
    expect(bucket.levelAt(NOW)).toBe(9_000)
  })

  it('is a fact where it is less', () => {
    const bucket = bucketWith(10_000)
    const mark = bucket.send(drawOf(), NOW)
    bucket.hear(told({ capacity: 60_000, left: 4_000 }), mark, NOW + 1_000)
    expect(bucket.levelAt(NOW + 1_000)).toBe(5_000.5)
  })

  it('is believed by half where it is more', () => {
    const bucket = bucketWith(10_000)
    const mark = bucket.send(drawOf(), NOW)
    bucket.hear(told({ capacity: 60_000, left: 30_000 }), mark, NOW)
    expect(bucket.levelAt(NOW)).toBeCloseTo(9_000 + 10_000, 0)
  })

  it('counts to within half of what it is rounded to', () => {
    const rounded = { capacity: 60_000, grain: 1_000 }
    for (const left of [8_600, 9_400, 10_400]) {
      const bucket = bucketWith(10_000, 1_000)
      bucket.hear(told({ ...rounded, left }), bucket.send(drawOf(), NOW), NOW)
      expect(bucket.levelAt(NOW)).toBe(9_000)
    }
    const bucket = bucketWith(10_000, 1_000)
    bucket.hear(told({ ...rounded, left: 8_000 }), bucket.send(drawOf(), NOW), NOW)
    expect(bucket.levelAt(NOW)).toBe(8_500)
  })

  it('late by one answer takes nothing off that our own calls explain', () => {
    const bucket = bucketWith(50_000)
    const marks = [0, 1_000, 2_000].map((ms) => bucket.send(drawOf(), NOW + ms))
    // Each tells how it stood as the one before was counted.
    for (const [index, mark] of marks.entries()) {
      if (index > 0) bucket.hear(told({ capacity: 60_000, left: 49_000 }), mark, NOW + 3_000 + index)
    }
    expect(bucket.levelAt(NOW + 3_002)).toBeCloseTo(50_002, 0)
  })

  it('sets a difference right once, however many answers of one moment show it', () => {
    const bucket = bucketWith(30_000)
    const marks = Array.from({ length: 8 }, () => bucket.send(drawOf(), NOW))
    for (const [index, mark] of marks.entries()) {
      bucket.hear(told({ capacity: 60_000, left: 20_000 - (index + 1) * 1_000 }), mark, NOW + 1_000)
    }
    expect(bucket.levelAt(NOW + 1_000)).toBeCloseTo(20_000 - 8_000 + 1_000, -1)
    for (const mark of marks) settle(bucket, mark, { used: drawOf(), now: NOW + 1_000 })
    // A third of a window's worth in one second, averaged over a minute.
    expect(bucket.unseen).toBeLessThan(0.2)
  })

  it('is not told of a call again at its end: it took what it took', () => {
    const bucket = bucketWith(30_000)
    const mark = bucket.send(drawOf(), NOW)
    bucket.hear(told({ capacity: 60_000, left: 20_000 }), mark, NOW)
    const level = bucket.levelAt(NOW)
    settle(bucket, mark, { used: drawOf({ fresh: 9_000 }), now: NOW })
    expect(bucket.levelAt(NOW)).toBe(level)
  })

  it('of half the capacity halves what comes back, too', () => {
    const bucket = bucketWith(50_000)
    bucket.hear(told({ capacity: 30_000, left: null }), null, NOW)
    expect(bucket.levelAt(NOW)).toBe(30_000)
    bucket.hear(told({ capacity: 30_000, left: 0 }), null, NOW)
    expect(bucket.levelAt(NOW + 10_000)).toBe(5_000)
  })
})

/** One call a second, and what others take in it. */
function seconds(bucket: Bucket, count: number, others: (second: number) => number): void {
  let truth = bucket.levelAt(bucket.at)
  let at = bucket.at
  for (let second = 0; second < count; second++) {
    at += 1_000
    truth = Math.min(60_000, truth + 1_000 - others(second)) - 500
    const draw = drawOf({ fresh: 500 })
    const mark = bucket.send(draw, at)
    bucket.hear(told({ capacity: 60_000, left: truth }), mark, at + 100)
    bucket.settle(draw, draw, { sent: mark, now: at + 500 })
  }
}

describe('the use of others', () => {
  it('is learned, and forgotten again', () => {
    const bucket = bucketWith(30_000)
    // Averaged over three minutes: after one of them it is taken for less than a third of what it is.
    seconds(bucket, 60, () => 500)
    expect(bucket.unseen).toBeGreaterThan(0.12)
    expect(bucket.unseen).toBeLessThan(0.16)
    seconds(bucket, 480, () => 500)
    expect(bucket.unseen).toBeGreaterThan(0.4)
    expect(bucket.unseen).toBeLessThan(0.52)
    seconds(bucket, 600, () => 0)
    expect(bucket.unseen).toBeLessThan(0.05)
  })

  it('is never thought to be all of it', () => {
    const bucket = bucketWith(30_000)
    seconds(bucket, 300, () => 5_000)
    expect(bucket.unseen).toBeLessThan(1)
    expect(bucket.backAt(100, bucket.at)).toBeLessThan(Infinity)
  })

  it('does not show where there is none', () => {
    const bucket = bucketWith(30_000)
    seconds(bucket, 300, () => 0)
    expect(bucket.unseen).toBe(0)
  })
})

describe('a limit that others use, too', () => {
  it('is one of which they take more than a twentieth of what comes back: less is noise', () => {
    const bucket = bucketWith(10_000)
    bucket.unseen = 0.05
    expect(bucket.isShared).toBe(false)
    bucket.unseen = 0.051
    expect(bucket.isShared).toBe(true)
  })

  it('is never full: three fifths of what they use in its window are not there at its fullest', () => {
    const bucket = bucketWith(10_000)
    bucket.unseen = 0.25
    expect(bucket.most).toBe(51_000)
    expect(bucket.levelAt(NOW + 10_000)).toBe(17_500)
    expect(bucket.levelAt(NOW + 10 * MINUTE)).toBe(51_000)
  })

  it('is as full as its vendor says, also where that is more, and no fuller', () => {
    const bucket = bucketWith(55_000)
    bucket.unseen = 0.25
    expect(bucket.levelAt(NOW + MINUTE)).toBe(55_000)
  })

  it('has of output that left alone, too, which their answers under way make in ten seconds: nobody tells of it', () => {
    const [input, output] = [bucketWith(10_000), outputWith(10_000)]
    for (const bucket of [input, output]) bucket.unseen = 0.1
    expect([input.floor(1), output.floor(1)]).toEqual([2_400.5, 3_400.5])
  })
})

describe('what is left alone', () => {
  it('is what comes back in 2.4 s, and half of what is told at a time: others may use it unseen', () => {
    expect(bucketWith(10_000).floor(1)).toBe(2_400.5)
    expect(bucketWith(10_000, 1_000).floor(1)).toBe(2_900)
  })

  it('is what the operator keeps where that is more', () => {
    expect(bucketWith(10_000).floor(0.5)).toBe(30_000)
    expect(bucketWith(10_000).floor(0.99)).toBe(2_400.5)
  })

  it('grows with each refusal by what comes back in 3 s, up to 24 s', () => {
    const bucket = bucketOf({}, 1_200_000)
    bucket.windowMs = 2 * MINUTE
    const floors = Array.from({ length: 9 }, (_, time) => {
      bucket.refuse(0, NOW + time)
      return bucket.floor(1) / 10
    })
    const margins = [5_400, 8_400, 11_400, 14_400, 17_400, 20_400, 23_400, 24_000, 24_000]
    expect(floors.map(Math.floor)).toEqual(margins)
  })

  it('shrinks with each call that is sent, so that two in a thousand are refused, and not below 2.4 s', () => {
    const bucket = bucketWith(10_000)
    bucket.refuse(0, NOW)
    for (let time = 0; time < 250; time++) bucket.send(drawOf({ fresh: 0 }), NOW)
    expect(bucket.floor(1)).toBeCloseTo(5_400.5 - 250 * 6, 6)
    for (let time = 0; time < 300; time++) bucket.send(drawOf({ fresh: 0 }), NOW)
    expect(bucket.floor(1)).toBe(2_400.5)
  })

  it('is two fifths of a limit at the most, however slowly or quickly it comes back', () => {
    const bucket = bucketOf()
    bucket.hear(told({ capacity: 60_000, windowMs: 5_000 }), null, NOW)
    expect(bucket.floor(1)).toBe(24_000.5)
    expect(bucket.spare(1_000)).toBe(12_000)
    expect(bucket.spare(3_000)).toBe(24_000)
  })
})

describe('a refusal', () => {
  it('says that seven tenths of what the call takes were not there, whatever seemed to be', () => {
    const bucket = bucketWith(10_000)
    const mark = bucket.send(drawOf(), NOW)
    bucket.refuse(1_000, NOW + 150)
    expect(bucket.levelAt(NOW + 150)).toBe(-700)
    // What it did not get is given back.
    settle(bucket, mark, { used: null, now: NOW + 150 })
    expect(bucket.levelAt(NOW + 150)).toBe(300)
  })

  it('makes no more of what is there: of less than nothing nothing changes', () => {
    const bucket = bucketWith(-5_000)
    bucket.refuse(1_000, NOW)
    expect(bucket.levelAt(NOW)).toBe(-5_000)
  })

  it('is taken back with its margin, and what was used meanwhile stays used', () => {
    const bucket = bucketWith(10_000)
    const refusal = bucket.refuse(1_000, NOW)
    bucket.send(drawOf({ fresh: 400 }), NOW)
    bucket.takeBack(refusal, NOW)
    expect(bucket.levelAt(NOW)).toBeCloseTo(9_600, 6)
    expect([bucket.floor(1), bucket.refusedAt]).toEqual([2_400.5, 0])
  })
})

describe('a clock that is set back', () => {
  it('makes no limit larger, no margin wider, and leaves nothing pending', () => {
    const bucket = bucketOf({ meter: 'output' })
    bucket.hear(told({ meter: 'output', capacity: 60_000, left: 10_000 }), null, NOW)
    bucket.refuse(0, NOW)
    const draw = drawOf({ output: 800, speed: 0.08 })
    const mark = bucket.send(draw, NOW - 5_000)
    expect(bucket.floor(1)).toBe(5_394.5)
    bucket.settle(draw, draw, { sent: mark, now: NOW })
    expect([bucket.pending, bucket.drain]).toEqual([0, 0])
    expect(bucket.levelAt(NOW)).toBeLessThanOrEqual(0)
  })
})
