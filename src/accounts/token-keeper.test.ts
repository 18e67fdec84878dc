import { beforeEach, describe, expect, it } from 'vitest'
import {
  addTo,
  createGate,
  createTokenBed,
  HOUR,
  NOW,
  specOf,
  startProcess,
  tokensOf,
  type TokenBed,
} from './token-fixture.ts'

let bed: TokenBed

beforeEach(async () => {
  bed = await createTokenBed()
})

describe('a token', () => {
  it('is read from the store once, and then at hand', async () => {
    expect(bed.ready()).toBeNull()
    expect(await bed.obtain()).toBe('access-0')
    expect(bed.ready()).toBe('access-0')
    expect(bed.shared.redeemed).toEqual([])
  })

  it.each([
    [120_000, 'access-0', 0],
    [119_999, 'access-0', 1],
    [30_000, 'access-0', 1],
    [29_999, null, 0],
    [0, null, 0],
    [-1, null, 0],
  ])('with %i ms left is given out as %j, and %i are fetched in the background', async (left, given, fetched) => {
    await bed.obtain()
    bed.shared.clock.now = NOW + HOUR - left
    expect(bed.ready()).toBe(given)
    await bed.process.keeper.settled()
    expect(bed.shared.redeemed).toHaveLength(fetched)
    expect(await bed.obtain()).toBe(given === null || fetched > 0 ? 'access-1' : 'access-0')
    expect(bed.shared.redeemed).toHaveLength(given === null || fetched > 0 ? 1 : 0)
  })

  it.each([
    [30_000, 'access-0', 0],
    [29_999, 'access-0', 1],
    [7_500, 'access-0', 1],
    [7_499, null, 0],
  ])('that lives a minute is not replaced as soon as it is there: with %i ms left %j', async (left, given, fetched) => {
    bed = await createTokenBed(60_000)
    await bed.obtain()
    bed.shared.clock.now = NOW + 60_000 - left
    expect(bed.ready()).toBe(given)
    await bed.process.keeper.settled()
    expect(bed.shared.redeemed).toHaveLength(fetched)
  })

  it('that ages is still given out while the next is fetched, and fetched once', async () => {
    await bed.obtain()
    const gate = createGate()
    const redeem = bed.shared.redeem
    bed.shared.redeem = async (...of) => {
      await gate.pass()
      return redeem(...of)
    }
    bed.shared.clock.now = NOW + HOUR - 60_000
    for (let call = 0; call < 10; call += 1) expect(bed.ready()).toBe('access-0')
    await gate.called
    expect(bed.ready()).toBe('access-0')
    gate.release()
    await bed.process.keeper.settled()
    expect(bed.ready()).toBe('access-1')
    expect(bed.shared.redeemed).toEqual(['refresh-0'])
  })

  it('that has ended is waited for by 50 callers at once with one redemption', async () => {
    bed.shared.clock.now = NOW + HOUR
    const all = await Promise.all(Array.from({ length: 50 }, () => bed.obtain()))
    expect(new Set(all)).toEqual(new Set(['access-1']))
    expect(bed.shared.redeemed).toEqual(['refresh-0'])
  })

  it('is fetched for each account by itself', async () => {
    const other = await addTo(bed.process.book, specOf('other'))
    bed.shared.clock.now = NOW + HOUR
    await Promise.all([bed.obtain(), bed.process.keeper.obtain(other), bed.obtain(), bed.process.keeper.obtain(other)])
    expect(bed.shared.redeemed).toHaveLength(2)
  })

  it('of an account that is gone is not to be had', async () => {
    await bed.process.book.remove(bed.account.id)
    expect(await bed.obtain()).toBe('the account is gone, until somebody acts')
    expect(await bed.renew('access-0')).toBe('the account is gone, until somebody acts')
  })

  it('is read anew after it was forgotten', async () => {
    await bed.obtain()
    await bed.process.book.change(bed.account.id, { tokens: tokensOf(7, NOW) })
    bed.process.keeper.forget(bed.account.key)
    expect(await bed.obtain()).toBe('access-7')
  })
})

describe('an account that no call asks for', () => {
  it.each([
    [HOUR - 120_000, 0],
    [HOUR - 119_999, 1],
    [HOUR, 1],
    [30 * HOUR, 1],
  ])('is tended: %i ms after its last refresh it has had %i more', async (age, refreshes) => {
    bed.shared.clock.now = NOW + age
    await bed.process.keeper.tend()
    await bed.process.keeper.settled()
    expect(bed.shared.redeemed).toHaveLength(refreshes)
  })

  it('shows that its refresh token has died before anybody needs it', async () => {
    bed.shared.redeem = () => ({ kind: 'refused', why: 'invalid_grant' })
    bed.shared.clock.now = NOW + HOUR - 60_000
    await bed.process.keeper.tend()
    await bed.process.keeper.settled()
    expect(bed.process.book.find(bed.account.id)?.needsSignIn).toBe('invalid_grant')
    await bed.process.keeper.tend()
    expect(bed.shared.redeemed).toHaveLength(1)
  })
})

describe('a token that the vendor refused', () => {
  it('is renewed once for all whose call it was', async () => {
    await bed.obtain()
    const all = await Promise.all(Array.from({ length: 30 }, () => bed.renew('access-0')))
    expect(new Set(all)).toEqual(new Set(['access-1']))
    expect(bed.shared.redeemed).toEqual(['refresh-0'])
  })

  it('and was replaced already costs no redemption', async () => {
    bed.shared.clock.now = NOW + HOUR
    await bed.obtain()
    expect(await bed.renew('access-0')).toBe('access-1')
    expect(bed.shared.redeemed).toHaveLength(1)
  })

  it('and was replaced by one that has ended too is fetched anew', async () => {
    bed.shared.clock.now = NOW + HOUR
    await bed.obtain()
    bed.shared.clock.now += HOUR
    expect(await bed.renew('access-0')).toBe('access-2')
  })

  it('and was replaced by another process is read from the store', async () => {
    await bed.obtain()
    const other = await startProcess(bed.shared, 'another process')
    await other.book.change(bed.account.id, { tokens: tokensOf(4, NOW) })
    expect(await bed.renew('access-0')).toBe('access-4')
    expect(bed.shared.redeemed).toEqual([])
  })

  it('is not given out again where it cannot be renewed', async () => {
    await bed.obtain()
    bed.shared.redeem = () => ({ kind: 'failed', why: 'the server is away' })
    expect(await bed.renew('access-0')).toBe(`the server is away, until ${NOW + 1_000}`)
  })

  it('is not given out again by a refresh that was under way and failed', async () => {
    await bed.obtain()
    const gate = createGate()
    bed.shared.redeem = async () => {
      await gate.pass()
      return { kind: 'failed', why: 'the server is away' }
    }
    bed.shared.clock.now = NOW + HOUR - 60_000
    bed.ready()
    const renewed = bed.renew('access-0')
    await gate.called
    gate.release()
    expect(await renewed).toBe(`the server is away, until ${bed.shared.clock.now + 1_000}`)
    expect(bed.shared.redeemed).toHaveLength(1)
  })

  it('is renewed by a refresh that was under way and succeeded', async () => {
    await bed.obtain()
    bed.shared.clock.now = NOW + HOUR - 60_000
    bed.ready()
    expect(await bed.renew('access-0')).toBe('access-1')
    expect(bed.shared.redeemed).toHaveLength(1)
  })
})

describe('when the clock is set', () => {
  it('forward an hour, every token counts as ended, and is fetched once', async () => {
    await bed.obtain()
    bed.shared.clock.now += HOUR
    await Promise.all(Array.from({ length: 20 }, () => bed.obtain()))
    bed.shared.clock.now -= HOUR
    expect(await bed.obtain()).toBe('access-1')
    expect(bed.shared.redeemed).toHaveLength(1)
  })

  it('back an hour, a token that has ended is found out by the vendor, and renewed', async () => {
    await bed.obtain()
    bed.shared.clock.now -= HOUR
    expect(bed.ready()).toBe('access-0')
    expect(await bed.renew('access-0')).toBe('access-1')
  })
})

describe('a workload', () => {
  beforeEach(async () => {
    bed = await createTokenBed(HOUR, { kind: 'workload_identity', credential: { kind: 'none' } })
  })

  it('exchanges its proof when it is first needed, and again when the token ends; nothing is written', async () => {
    expect(await bed.obtain()).toBe('access-1')
    bed.shared.clock.now += HOUR
    expect(await bed.obtain()).toBe('access-2')
    expect(bed.shared.redeemed).toEqual([null, null])
    expect([...bed.shared.store.rows.values()]).toMatchObject([{ sealed: null, version: 1 }])
  })

  it('gets another token when the vendor refuses one', async () => {
    await bed.obtain()
    expect(await bed.renew('access-1')).toBe('access-2')
  })
})
