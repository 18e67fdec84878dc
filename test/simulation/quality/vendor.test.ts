import { describe, expect, it } from 'vitest'
import type { Nuisances } from '../../../bench/quality/nuisances.ts'
import { QUIET } from '../../../bench/quality/nuisances.ts'
import type { Asked, VendorAnswer } from '../../../bench/quality/vendor.ts'
import { Vendor } from '../../../bench/quality/vendor.ts'
import { USUAL_WORLD } from '../../../bench/quality/world.ts'

const START = 1_795_345_200_000
const MINUTE = 60_000

function vendorWith(nuisances: Partial<Nuisances> = {}, accountsPerGroup = 1): Vendor {
  return new Vendor({ ...USUAL_WORLD.vendor, accountsPerGroup }, { ...QUIET, ...nuisances }, START)
}

/** 20,000 tokens in and 800 out, of which the first comes after a second and the last after 11. */
function asked(over: Partial<Asked> = {}): Asked {
  return { thread: 'one', prompt: 20_000, output: 800, firstByteMs: 1_000, ...over }
}

function leftOf(answer: VendorAnswer, name: string): number | null | undefined {
  return answer.limits?.limits.find((limit) => limit.name === name)?.left
}

describe('limits', () => {
  it('requests and input go at once, output as it is generated', () => {
    const vendor = vendorWith()
    const answer = vendor.ask(0, asked(), START)
    expect(answer).toMatchObject({ kind: 'admitted', firstByteAt: START + 1_000, endsAt: START + 11_000 })
    const { requests, input, output } = vendor.countersOf(0)
    expect([requests.level(START), input.level(START), output.level(START)]).toEqual([49, 30_000, 10_000])
    expect(output.level(START + 1_000)).toBe(10_000)
    // 400 were generated since, while it could have taken 833 more.
    expect(output.level(START + 6_000)).toBe(10_000)
    expect(vendor.countersOf(1).input.level(START)).toBe(50_000)
  })

  it('output that is generated faster than it comes back takes the level below nothing, and then nothing is admitted', () => {
    const vendor = vendorWith()
    for (let index = 0; index < 4; index++) {
      vendor.ask(0, asked({ thread: `${index}`, prompt: 100, output: 4_000 }), START)
    }
    const { output } = vendor.countersOf(0)
    // 16,000 in 50 s, of which 50 s bring back 8,333.
    expect(output.level(START + 51_000)).toBeCloseTo(10_000 - 16_000 + 8_333, 0)
    for (let index = 0; index < 4; index++) {
      vendor.ask(0, asked({ thread: `again-${index}`, prompt: 100, output: 4_000 }), START + 51_000)
    }
    const at = START + 51_000 + 20_000
    expect(output.level(at)).toBeLessThan(0)
    expect(vendor.ask(0, asked({ prompt: 100 }), at)).toMatchObject({ kind: 'refused' })
  })

  it('what does not fit is refused, with whole seconds until it would, and then it does', () => {
    const vendor = vendorWith()
    vendor.ask(0, asked({ prompt: 40_000 }), START)
    const refused = vendor.ask(0, asked({ thread: 'two' }), START)
    // 10,000 of 20,000 are there, and 833 come each second.
    expect(refused).toMatchObject({ kind: 'refused', retryAfterS: 12 })
    expect(refused.limits?.limits.filter((limit) => limit.refused).map((limit) => limit.name)).toEqual(['input-tokens'])
    expect(vendor.countersOf(0).input.level(START)).toBe(10_000)
    expect(vendor.ask(0, asked({ thread: 'two' }), START + 12_000)).toMatchObject({ kind: 'admitted' })
  })

  it('a request too many is refused', () => {
    const vendor = vendorWith()
    for (let index = 0; index < 50; index++) vendor.ask(0, asked({ prompt: 1, output: 0 }), START)
    expect(vendor.ask(0, asked({ prompt: 1 }), START)).toMatchObject({ kind: 'refused', retryAfterS: 2 })
  })

  it('accounts of one organisation share them', () => {
    const vendor = vendorWith({}, 2)
    const answers = [0, 1, 2].map((account) => vendor.ask(account, asked(), START))
    expect(answers.map((answer) => leftOf(answer, 'input-tokens'))).toEqual([30_000, 10_000, 30_000])
    expect(answers.map((answer) => answer.limits?.group)).toEqual(['org-1', 'org-1', 'org-2'])
  })

  it('cut in half they hold half', () => {
    const vendor = vendorWith()
    vendor.cutTo(0.5, START)
    const answer = vendor.ask(0, asked(), START)
    expect(answer.limits?.limits.map((limit) => limit.capacity)).toEqual([25, 25_000, 5_000])
    expect(leftOf(answer, 'input-tokens')).toBe(5_000)
  })
})

describe('what answers tell', () => {
  it('what is left once the call is admitted, and when it is full again', () => {
    const answer = vendorWith().ask(0, asked(), START)
    expect(answer.limits?.limits[1]).toEqual({
      name: 'input-tokens',
      meter: 'input',
      scope: { kind: 'family', family: 'sonnet-5' },
      kind: 'refill',
      windowMs: MINUTE,
      capacity: 50_000,
      left: 30_000,
      grain: 1_000,
      countsCached: false,
      resetsAt: START + 24_000,
      refused: false,
    })
  })

  it('in thousands of tokens where they are rounded', () => {
    const answer = vendorWith({ roundedTo: 1_000 }).ask(0, asked({ prompt: 12_345 }), START)
    expect(leftOf(answer, 'input-tokens')).toBe(38_000)
    expect(leftOf(answer, 'requests')).toBe(49)
  })

  it('one answer late where they are late', () => {
    const vendor = vendorWith({ answersLate: 1 })
    expect(vendor.ask(0, asked({ prompt: 10_000 }), START).limits).toBeNull()
    expect(leftOf(vendor.ask(0, asked({ thread: 'two', prompt: 10_000 }), START), 'input-tokens')).toBe(40_000)
    expect(leftOf(vendor.ask(0, asked({ thread: 'three', prompt: 10_000 }), START), 'input-tokens')).toBe(30_000)
  })
})

function usageOf(answer: VendorAnswer): unknown {
  return answer.kind === 'admitted' ? [answer.usage.cacheRead, answer.usage.cacheWrite5m] : answer.kind
}

describe('the prompt cache', () => {
  it('a prompt is read by the next of its thread on the same account, and does not count against input', () => {
    const vendor = vendorWith()
    expect(usageOf(vendor.ask(0, asked(), START))).toEqual([0, 20_000])
    expect(usageOf(vendor.ask(0, asked({ prompt: 22_300 }), START + 20_000))).toEqual([20_000, 2_300])
    expect(vendor.countersOf(0).input.level(START + 20_000)).toBeCloseTo(30_000 + 16_667 - 2_300, 0)
    expect(usageOf(vendor.ask(1, asked({ prompt: 22_300 }), START + 20_000))).toEqual([0, 22_300])
    expect(usageOf(vendor.ask(0, asked({ thread: 'two' }), START + 20_000))).toEqual([0, 20_000])
  })

  it('only once the answer that wrote it has begun', () => {
    const vendor = vendorWith()
    vendor.ask(0, asked(), START)
    expect(vendor.warm(0, asked(), START + 999)).toBe(0)
    expect(vendor.warm(0, asked(), START + 1_000)).toBe(20_000)
  })

  it('for five minutes after its last use', () => {
    const vendor = vendorWith()
    vendor.ask(0, asked(), START)
    const last = START + 1_000 + 5 * MINUTE
    expect(vendor.warm(0, asked(), last - 1)).toBe(20_000)
    expect(vendor.warm(0, asked(), last)).toBe(0)
    vendor.ask(0, asked({ prompt: 22_300 }), last - 1)
    expect(vendor.warm(0, asked({ prompt: 25_000 }), last + 4 * MINUTE)).toBe(22_300)
  })

  it('a refused call writes nothing', () => {
    const vendor = vendorWith()
    vendor.ask(0, asked({ prompt: 45_000 }), START)
    expect(vendor.ask(0, asked({ thread: 'two' }), START).kind).toBe('refused')
    expect(vendor.warm(0, asked({ thread: 'two' }), START + MINUTE)).toBe(0)
  })
})
