import { beforeEach, describe, expect, it } from 'vitest'
import { createTokenBed, HOUR, nextTurn, NOW, startProcess, tell, tokensOf, type TokenBed } from './token-fixture.ts'

let bed: TokenBed

beforeEach(async () => {
  bed = await createTokenBed()
})

describe('what a redemption brings', () => {
  it('is on disk before anybody uses it', async () => {
    bed.shared.clock.now = NOW + HOUR
    const order: string[] = []
    bed.shared.store.beforeWrite = async () => {
      await nextTurn()
      order.push('written')
    }
    await Promise.all(Array.from({ length: 5 }, () => bed.obtain().then((token) => order.push(token))))
    expect(order).toEqual(['written', ...Array<string>(5).fill('access-1')])
  })

  it('is used by nobody while it cannot be written, and written, not redeemed again, when it can', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.store.beforeWrite = () => {
      throw new Error('the disk is full')
    }
    expect(await bed.obtain()).toBe(`the disk is full, until ${NOW + HOUR + 1_000}`)
    expect(bed.ready()).toBeNull()
    bed.shared.clock.now += 1_000
    expect(await bed.obtain()).toContain('the disk is full')
    bed.shared.store.beforeWrite = () => {}
    bed.shared.clock.now += 2_000
    expect(await bed.obtain()).toBe('access-1')
    // The vendor rotates: the second redemption of refresh-0 would have ended the whole sign-in.
    expect(bed.shared.redeemed).toEqual(['refresh-0'])
    const again = await startProcess(bed.shared)
    expect(tell(await again.keeper.obtain(bed.account))).toBe('access-1')
  })

  it('and could not be written is dropped where somebody signed in since', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.store.beforeWrite = () => {
      throw new Error('the disk is full')
    }
    await bed.obtain()
    bed.shared.store.beforeWrite = () => {}
    const other = await startProcess(bed.shared, 'another process')
    await other.book.change(bed.account.id, { tokens: tokensOf(9, bed.shared.clock.now) })
    bed.shared.clock.now += 1_000
    expect(await bed.obtain()).toBe('access-9')
    expect(bed.shared.redeemed).toEqual(['refresh-0'])
  })

  it('rotates: the next redemption is of the refresh token that came last', async () => {
    for (let round = 0; round < 3; round += 1) {
      bed.shared.clock.now += HOUR
      await bed.obtain()
    }
    expect(bed.shared.redeemed).toEqual(['refresh-0', 'refresh-1', 'refresh-2'])
  })

  it('gives way to a sign-in that happened meanwhile', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.redeem = async () => {
      await bed.process.book.change(bed.account.id, { tokens: tokensOf(9, bed.shared.clock.now) })
      return { kind: 'tokens', tokens: tokensOf(1, bed.shared.clock.now) }
    }
    expect(await bed.obtain()).toBe('access-9')
    expect((await bed.process.book.read(bed.account.key))?.tokens?.refreshToken).toBe('refresh-9')
  })

  it('is for nobody where the account was removed meanwhile', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.redeem = async () => {
      await bed.process.book.remove(bed.account.id)
      return { kind: 'tokens', tokens: tokensOf(1, bed.shared.clock.now) }
    }
    expect(await bed.obtain()).toBe('the account is gone, until somebody acts')
    expect(bed.shared.store.rows.size).toBe(0)
  })

  it('survives a change of the account that has nothing to do with it', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.redeem = async () => {
      await bed.process.book.change(bed.account.id, { weight: 7 })
      return { kind: 'tokens', tokens: tokensOf(1, bed.shared.clock.now) }
    }
    expect(await bed.obtain()).toBe('access-1')
    expect([...bed.shared.store.rows.values()]).toMatchObject([{ weight: 7, needsSignIn: null }])
    expect((await bed.process.book.read(bed.account.key))?.tokens?.refreshToken).toBe('refresh-1')
  })

  it('is waited for before the store is closed', async () => {
    await bed.obtain()
    bed.shared.clock.now = NOW + HOUR - 60_000
    bed.ready()
    await bed.process.keeper.settled()
    expect((await bed.process.book.read(bed.account.key))?.tokens?.refreshToken).toBe('refresh-1')
  })
})

describe('several processes', () => {
  it('redeem an ended token once', async () => {
    const others = await Promise.all(['b', 'c', 'd'].map((holder) => startProcess(bed.shared, holder)))
    bed.shared.clock.now = NOW + HOUR
    const all = [bed.process, ...others].flatMap(({ keeper }) => [1, 2, 3].map(() => keeper.obtain(bed.account)))
    expect(new Set((await Promise.all(all)).map(tell))).toEqual(new Set(['access-1']))
    expect(bed.shared.redeemed).toEqual(['refresh-0'])
  })

  it('wait half a minute for each other, and not for ever', async () => {
    bed.shared.clock.now = NOW + HOUR
    expect(await bed.shared.store.lock(bed.account.key, 'somebody who hangs', 60_000)).toBe(true)
    const began = bed.shared.clock.now
    expect(await bed.obtain()).toContain('another process holds the account for too long')
    expect(bed.shared.clock.now - began).toBe(30_000)
    expect(bed.shared.redeemed).toEqual([])
  })

  it('let go of the account however a redemption ends', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.redeem = () => Promise.reject(new Error('a bug'))
    await bed.obtain()
    expect(await bed.shared.store.lock(bed.account.key, 'somebody else', 60_000)).toBe(true)
  })

  it('keep a redemption whose lock could not be let go of', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.store.unlock = () => Promise.reject(new Error('the disk is full'))
    expect(await bed.obtain()).toBe('access-1')
    expect(bed.shared.problems).toEqual([])
  })
})
