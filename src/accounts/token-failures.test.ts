import { beforeEach, describe, expect, it } from 'vitest'
import { createTokenBed, HOUR, NOW, startProcess, tell, tokensOf, type TokenBed } from './token-fixture.ts'

let bed: TokenBed

beforeEach(async () => {
  bed = await createTokenBed()
})

describe('a redemption that fails', () => {
  beforeEach(() => {
    bed.shared.redeem = () => ({ kind: 'failed', why: 'the server is away' })
  })

  it('is tried again after 1 s, 2 s, … and every 5 minutes at last', async () => {
    bed.shared.clock.now = NOW + HOUR
    const rests: number[] = []
    for (let round = 0; round < 11; round += 1) {
      const outcome = await bed.process.keeper.obtain(bed.account)
      if (outcome.kind === 'ready' || outcome.until === null) throw new Error(tell(outcome))
      rests.push((outcome.until - bed.shared.clock.now) / 1_000)
      bed.shared.clock.now = outcome.until
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    expect(bed.shared.redeemed).toHaveLength(11)
  })

  it('is not tried again while it rests, whoever asks', async () => {
    bed.shared.clock.now = NOW + HOUR
    await bed.obtain()
    bed.shared.clock.now += 999
    await Promise.all([bed.obtain(), bed.obtain(), bed.renew('access-0')])
    expect(bed.shared.redeemed).toHaveLength(1)
  })

  it('leaves the token that still lives in use', async () => {
    await bed.obtain()
    bed.shared.clock.now = NOW + HOUR - 10_000
    expect(await bed.obtain()).toBe('access-0')
    bed.shared.clock.now = NOW + HOUR - 1
    expect(await bed.obtain()).toBe('access-0')
    bed.shared.clock.now = NOW + HOUR
    expect(await bed.obtain()).toContain('the server is away')
  })

  it('starts with 1 s again after one that succeeded', async () => {
    bed.shared.clock.now = NOW + HOUR
    await bed.obtain()
    bed.shared.clock.now += 1_000
    await bed.obtain()
    bed.shared.redeem = () => ({ kind: 'tokens', tokens: tokensOf(1, bed.shared.clock.now) })
    bed.shared.clock.now += 2_000
    expect(await bed.obtain()).toBe('access-1')
    bed.shared.redeem = () => ({ kind: 'failed', why: 'away again' })
    bed.shared.clock.now += HOUR
    expect(await bed.obtain()).toBe(`away again, until ${bed.shared.clock.now + 1_000}`)
  })

  it('does not rest longer because the clock was set back an hour', async () => {
    bed.shared.clock.now = NOW + HOUR
    for (let round = 0; round < 10; round += 1) {
      await bed.obtain()
      bed.shared.clock.now += 300_000
    }
    await bed.obtain()
    bed.shared.clock.now -= HOUR
    const before = bed.shared.redeemed.length
    await bed.renew('access-0')
    expect(bed.shared.redeemed).toHaveLength(before + 1)
  })

  it('by throwing is a failure like another, and tells nothing but its message', async () => {
    bed.shared.redeem = () => Promise.reject(new Error('ENOENT: no such file'))
    bed.shared.clock.now = NOW + HOUR
    expect(await bed.obtain()).toContain('ENOENT: no such file')
    expect(bed.shared.problems).toEqual([
      'the token of account mine was not renewed: ENOENT: no such file; it is tried again in 1 s',
    ])
  })

  it('shows in the status, and the one that succeeds takes it away', async () => {
    bed.shared.clock.now = NOW + HOUR
    await bed.obtain()
    expect(await bed.process.keeper.statuses()).toEqual(
      new Map([[bed.account.id, { expiresAt: NOW + HOUR, refreshedAt: NOW, error: 'the server is away' }]]),
    )
    bed.shared.redeem = () => ({ kind: 'tokens', tokens: tokensOf(1, bed.shared.clock.now) })
    bed.shared.clock.now += 1_000
    await bed.obtain()
    expect((await bed.process.keeper.statuses()).get(bed.account.id)).toMatchObject({ error: null })
  })
})

/** The authorization server will not take the refresh token, now or later. */
function refuse(): void {
  bed.shared.redeem = () => ({ kind: 'refused', why: 'the authorization server answered 400 invalid_grant' })
}

describe('a refresh token that is refused', () => {
  it('marks the account for a person, once, and keeps what was kept', async () => {
    refuse()
    const { sealed } = bed.account
    bed.shared.clock.now = NOW + HOUR
    const all = await Promise.all(Array.from({ length: 10 }, () => bed.obtain()))
    expect(new Set(all)).toEqual(new Set(['a person must sign in again, until somebody acts']))
    expect([...bed.shared.store.rows.values()]).toMatchObject([
      { needsSignIn: 'the authorization server answered 400 invalid_grant', sealed },
    ])
    expect(bed.shared.redeemed).toHaveLength(1)
    expect(bed.shared.problems).toEqual([
      'account mine needs sign-in: the authorization server answered 400 invalid_grant. A person must sign in again; until then it serves no call',
    ])
    bed.shared.clock.now += HOUR
    expect(await bed.obtain()).toContain('a person must sign in again')
    expect(bed.shared.redeemed).toHaveLength(1)
  })

  it('ends the use of a token that still lives', async () => {
    await bed.obtain()
    refuse()
    bed.shared.clock.now = NOW + HOUR - 60_000
    bed.ready()
    await bed.process.keeper.settled()
    expect(bed.ready()).toBeNull()
    expect(await bed.obtain()).toContain('a person must sign in again')
  })

  it('marks nothing where another process has rotated it since', async () => {
    const other = await startProcess(bed.shared, 'another process')
    bed.shared.clock.now = NOW + HOUR
    bed.shared.redeem = async () => {
      await other.book.change(bed.account.id, { tokens: tokensOf(5, bed.shared.clock.now) })
      return { kind: 'refused', why: 'invalid_grant' }
    }
    expect(await bed.obtain()).toBe('access-5')
    expect([...bed.shared.store.rows.values()]).toMatchObject([{ needsSignIn: null }])
  })

  it('marks it although its name was changed meanwhile', async () => {
    bed.shared.clock.now = NOW + HOUR
    bed.shared.redeem = async () => {
      await bed.process.book.change(bed.account.id, { name: 'yours' })
      return { kind: 'refused', why: 'invalid_grant' }
    }
    await bed.obtain()
    expect([...bed.shared.store.rows.values()]).toMatchObject([{ name: 'yours', needsSignIn: 'invalid_grant' }])
  })

  it('is forgotten when somebody signs in again', async () => {
    refuse()
    bed.shared.clock.now = NOW + HOUR
    await bed.obtain()
    await bed.process.book.change(bed.account.id, { tokens: tokensOf(6, bed.shared.clock.now) })
    bed.process.keeper.forget(bed.account.key)
    expect(await bed.obtain()).toBe('access-6')
    expect((await bed.process.keeper.statuses()).get(bed.account.id)).toMatchObject({ error: null })
  })

  it('shows in the status also after a restart', async () => {
    refuse()
    bed.shared.clock.now = NOW + HOUR
    await bed.obtain()
    const again = await startProcess(bed.shared)
    expect((await again.keeper.statuses()).get(bed.account.id)?.error).toContain('invalid_grant')
    expect(tell(await again.keeper.obtain(bed.account))).toContain('a person must sign in again')
    expect(bed.shared.redeemed).toHaveLength(1)
  })

  it('of a workload is tried again: nobody has to sign in there', async () => {
    bed = await createTokenBed(HOUR, { kind: 'workload_identity', credential: { kind: 'none' } })
    refuse()
    expect(await bed.obtain()).toBe(`the authorization server answered 400 invalid_grant, until ${NOW + 1_000}`)
    expect([...bed.shared.store.rows.values()]).toMatchObject([{ needsSignIn: null }])
  })

  it('that does not open is not asked about, and marks nothing', async () => {
    const row = bed.shared.store.rows.get(bed.account.key)
    if (row !== undefined) bed.shared.store.rows.set(bed.account.key, { ...row, sealed: 'v1.AAAA', version: 9 })
    expect(await bed.obtain()).toContain('the tokens that are kept of it cannot be opened')
    expect(bed.shared.redeemed).toEqual([])
    expect([...bed.shared.store.rows.values()]).toMatchObject([{ needsSignIn: null }])
  })
})
