import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientKeyRecord } from '../model/client-key.ts'
import { toBillionths, totalOf } from '../model/key-spend.ts'
import type { KeyHold, KeyLimits, KeyLimitsOptions } from './key-limits.ts'
import { createKeyLimits, leftOf } from './key-limits.ts'

const NOON = Date.UTC(2026, 10, 26, 12)
const MIDNIGHT = Date.UTC(2026, 10, 27)

const KEY: ClientKeyRecord = {
  id: 'key_1',
  name: 'laptop',
  hash: '',
  scopes: ['call'],
  pools: [],
  models: [],
  expiresAt: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  budget: { usd: 1, per: 'day' },
  createdAt: 0,
  lastUsedAt: null,
}

function open(options: Partial<KeyLimitsOptions> = {}): KeyLimits {
  return createKeyLimits({ kept: [], timeZone: () => 'UTC', onSpend: () => {}, ...options })
}

function admit(limits: KeyLimits, usd: number, now = NOON): KeyHold {
  calls += 1
  const admitted = limits.admit(KEY, { call: calls, tokens: 0, usd }, now)
  if (admitted.kind !== 'held') throw new Error(`refused: ${admitted.kind}`)
  return admitted.hold
}
let calls = 0

/** What stands against the budget, after a restart too. */
const total = (limits: KeyLimits): number => {
  const spend = limits.spendOf(KEY.id)
  return spend === null ? 0 : totalOf(spend)
}

describe('a budget', () => {
  it('lets calls begin as long as all that they may cost is within it', () => {
    const limits = open()
    admit(limits, 0.6)
    const held = admit(limits, 0.4)
    const refused = limits.admit(KEY, { call: 99, tokens: 0, usd: 0.000_000_001 }, NOON)
    expect(refused).toMatchObject({
      kind: 'budget',
      later: 'fits',
      stand: { heldUsd: 1, spentUsd: 0, resetsAt: MIDNIGHT, isRefusing: false },
    })
    held.settle({ tokens: 1, usd: 0.1 }, NOON)
    expect(limits.standOf(KEY, NOON)).toMatchObject({ spentUsd: 0.1, heldUsd: 0.6, resetsAt: MIDNIGHT })
    admit(limits, 0.3)
  })

  it('is used up where no call under way can change that', () => {
    const limits = open()
    admit(limits, 0.9).settle({ tokens: 1, usd: 0.9 }, NOON)
    expect(limits.admit(KEY, { call: 99, tokens: 0, usd: 0.2 }, NOON)).toMatchObject({ kind: 'budget', later: 'spent' })
    expect(leftOf({ usd: 1 }, { spentUsd: 0.9, heldUsd: 0 })).toBe(0.1)
  })

  it('refuses from a call on that a whole budget would hold, until one fits or it begins anew', () => {
    const limits = open()
    const isRefusing = (now = NOON) => limits.standOf(KEY, now)?.isRefusing
    const ask = (usd: number) => limits.admit(KEY, { call: 99, tokens: 0, usd }, NOON).kind
    admit(limits, 0.9).settle({ tokens: 1, usd: 0.9 }, NOON)
    expect([ask(2), isRefusing()]).toEqual(['budget', false])
    expect([ask(0.2), isRefusing()]).toEqual(['budget', true])
    expect([ask(0.05), isRefusing()]).toEqual(['held', false])
    expect([ask(0.2), isRefusing(), isRefusing(MIDNIGHT)]).toEqual(['budget', true, false])
  })

  it('counts a call at what was held where its usage never comes, at nothing where nothing was done, and once', () => {
    const limits = open()
    const [unknown, nothing] = [admit(limits, 0.25), admit(limits, 0.5)]
    unknown.settle({ tokens: null, usd: null }, NOON)
    unknown.settle({ tokens: 0, usd: 0 }, NOON)
    nothing.settle({ tokens: 0, usd: 0 }, NOON)
    nothing.settle({ tokens: null, usd: null }, NOON)
    expect(limits.standOf(KEY, NOON)).toMatchObject({ spentUsd: 0.25, heldUsd: 0 })
  })

  it('begins anew with the next day; a call counts in the day that it began in', () => {
    const limits = open()
    const late = admit(limits, 0.8, MIDNIGHT - 1)
    admit(limits, 0.9, MIDNIGHT)
    late.settle({ tokens: 1, usd: 0.8 }, MIDNIGHT + 1)
    expect(limits.standOf(KEY, MIDNIGHT + 1)).toMatchObject({ spentUsd: 0, heldUsd: 0.9 })
  })

  it('is no second one where the clock is set back over midnight', () => {
    const limits = open()
    admit(limits, 0.9, MIDNIGHT).settle({ tokens: 1, usd: 0.9 }, MIDNIGHT)
    expect(limits.admit(KEY, { call: 99, tokens: 0, usd: 0.2 }, MIDNIGHT - 1).kind).toBe('budget')
  })

  it('goes by another time zone at once, without a second budget', () => {
    let zone = 'Pacific/Kiritimati'
    const limits = open({ timeZone: () => zone })
    admit(limits, 0.9).settle({ tokens: 1, usd: 0.9 }, NOON)
    zone = 'UTC'
    expect(limits.admit(KEY, { call: 99, tokens: 0, usd: 0.2 }, NOON).kind).toBe('budget')
    expect(limits.standOf(KEY, MIDNIGHT + 86_400_000)).toMatchObject({ spentUsd: 0 })
  })

  it('tells of a key whenever what is kept of it changes', () => {
    const told: string[] = []
    const limits = open({ onSpend: (id) => void told.push(id) })
    const hold = admit(limits, 0.5)
    hold.settle({ tokens: 1, usd: 0.1 }, NOON)
    limits.forget(KEY.id)
    limits.forget(KEY.id)
    expect(told).toEqual([KEY.id, KEY.id, KEY.id])
    expect(limits.spendOf(KEY.id)).toBeNull()
  })

  it('says nothing of a key that was deleted while a call was under way', () => {
    const told: string[] = []
    const limits = open({ onSpend: (id) => void told.push(id) })
    const hold = admit(limits, 0.5)
    limits.forget(KEY.id)
    hold.settle({ tokens: 1, usd: 0.1 }, NOON)
    expect(told).toHaveLength(2)
    expect(limits.spendOf(KEY.id)).toBeNull()
  })
})

describe('what was kept of a budget', () => {
  const kept = { keyId: KEY.id, period: '2026-11-26', spent: 300_000_000, held: [[7, 200_000_000]] as const }

  it('counts after a restart, calls under way at what was held for them', () => {
    const limits = open({ kept: [kept] })
    expect(limits.standOf(KEY, NOON)).toMatchObject({ spentUsd: 0.3, heldUsd: 0.2 })
    expect(limits.admit(KEY, { call: 8, tokens: 0, usd: 0.51 }, NOON).kind).toBe('budget')
  })

  it('is of a period that may be over', () => {
    expect(open({ kept: [kept] }).standOf(KEY, MIDNIGHT)).toMatchObject({ spentUsd: 0, heldUsd: 0 })
    const monthly = { ...KEY, budget: { usd: 1, per: 'month' } } as const
    expect(open({ kept: [kept] }).standOf(monthly, NOON)).toMatchObject({ spentUsd: 0 })
  })

  it('holds for a call that is taken up again what it held, not twice', () => {
    const limits = open({ kept: [kept] })
    const hold = limits.resume(KEY, { call: 7, tokens: 0, usd: 0.2 }, NOON - 1_000)
    expect(limits.standOf(KEY, NOON)).toMatchObject({ spentUsd: 0.3, heldUsd: 0.2 })
    hold.settle({ tokens: 1, usd: 0.05 }, NOON)
    expect(limits.standOf(KEY, NOON)).toMatchObject({ spentUsd: 0.35, heldUsd: 0 })
  })

  it('holds anew for a call that had not been kept, in the period that it began in', () => {
    const limits = open({ kept: [kept] })
    limits.resume(KEY, { call: 8, tokens: 0, usd: 0.1 }, NOON - 1_000)
    expect(limits.standOf(KEY, NOON)).toMatchObject({ heldUsd: expect.closeTo(0.3, 9) })
    const yesterdays = limits.resume(KEY, { call: 9, tokens: 0, usd: 0.4 }, NOON - 86_400_000)
    yesterdays.settle({ tokens: null, usd: null }, NOON)
    expect(limits.standOf(KEY, NOON)).toMatchObject({ spentUsd: 0.3 })
  })
})

describe('a limit of tokens per minute', () => {
  const key: ClientKeyRecord = { ...KEY, tokensPerMinute: 100 }

  it('is looked at before the budget, and what is refused by one uses up nothing of the other', () => {
    const limits = open()
    const first = limits.admit(key, { call: 1, tokens: 100, usd: 0.9 }, NOON)
    expect(limits.admit(key, { call: 2, tokens: 1, usd: 0.9 }, NOON)).toMatchObject({ kind: 'tokens', used: 100 })
    if (first.kind === 'held') first.hold.settle({ tokens: 40, usd: 0.9 }, NOON)
    expect(limits.admit(key, { call: 3, tokens: 1_000, usd: 0.9 }, NOON).kind).toBe('budget')
    expect(limits.admit(key, { call: 4, tokens: 60, usd: 0.05 }, NOON).kind).toBe('held')
    expect(limits.admit(key, { call: 5, tokens: 1, usd: 0 }, NOON)).toMatchObject({ used: 100, underWay: 60 })
  })
})

describe('whatever the interleaving', () => {
  const amount = fc.integer({ min: 0, max: 600_000_000 }).map((billionths) => billionths / 1e9)
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('admit' as const), usd: amount }),
      fc.record({
        kind: fc.constant('settle' as const),
        which: fc.nat(20),
        part: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      }),
      fc.record({ kind: fc.constant('restart' as const) }),
    ),
    { maxLength: 60 },
  )

  it('spent and held never exceed the budget, and what was spent is the exact sum of what calls cost', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let limits = open()
        let underWay: { hold: KeyHold; call: number }[] = []
        let call = 0
        let sum = 0
        for (const step of all) {
          if (step.kind === 'admit') {
            const before = total(limits)
            call += 1
            const admitted = limits.admit(KEY, { call, tokens: 0, usd: step.usd }, NOON)
            expect(admitted.kind === 'held').toBe(before + toBillionths(step.usd) <= 1e9)
            if (admitted.kind === 'held') underWay.push({ hold: admitted.hold, call })
          } else if (step.kind === 'settle' && underWay.length > 0) {
            const [one] = underWay.splice(step.which % underWay.length, 1)
            if (one === undefined) continue
            const usd = step.part === null ? null : one.hold.demand.usd * step.part
            one.hold.settle({ tokens: null, usd }, NOON)
            sum += toBillionths(usd ?? one.hold.demand.usd)
          } else if (step.kind === 'restart') {
            const kept = limits.spendOf(KEY.id)
            const before = total(limits)
            limits = open({ kept: kept === null ? [] : [kept] })
            const taken = limits
            underWay = underWay.map((one) => ({ ...one, hold: taken.resume(KEY, one.hold.demand, NOON) }))
            expect(total(limits)).toBe(before)
          }
          expect(total(limits)).toBeLessThanOrEqual(1e9)
          expect(limits.spendOf(KEY.id)?.spent ?? 0).toBe(sum)
        }
      }),
      { numRuns: 500 },
    )
  })
})
