import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenBed, nextTurn, startProcess, tell, type TokenBed, tokensOf } from './token-fixture.ts'

/**
 * An authorization server that rotates, and takes a refresh token that comes twice for a stolen one: it ends the whole
 * sign-in (RFC 9700 §4.14.2). The number of the last tokens, and of those that it refused.
 */
function rotateStrictly({ shared }: TokenBed): { readonly given: string[]; refusals: number } {
  const server = { given: ['access-0'], refusals: 0 }
  let good = 'refresh-0'
  let number = 0
  shared.redeem = async (_account, refreshToken) => {
    const isGood = refreshToken === good
    number += 1
    good = isGood ? `refresh-${number}` : 'none'
    await nextTurn()
    if (!isGood) {
      server.refusals += 1
      return { kind: 'refused', why: 'invalid_grant' }
    }
    server.given.push(`access-${number}`)
    return { kind: 'tokens', tokens: tokensOf(number, shared.clock.now) }
  }
  return server
}

const act = fc.oneof(
  fc.record({ do: fc.constant('obtain' as const), process: fc.nat(2) }),
  fc.record({ do: fc.constant('renew' as const), process: fc.nat(2) }),
  fc.record({ do: fc.constant('ready' as const), process: fc.nat(2) }),
  fc.record({ do: fc.constant('rename' as const), process: fc.nat(2) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 10_000, 1_000_000, 3_500_000, 3_600_000) }),
  fc.record({ do: fc.constant('settle' as const) }),
)

describe('whatever comes in between', () => {
  it('no refresh token is redeemed twice, and the last tokens are always kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        const bed = await createTokenBed()
        const { shared, account } = bed
        const server = rotateStrictly(bed)
        const processes = await Promise.all(['a', 'b', 'c'].map((holder) => startProcess(shared, holder)))
        const under: Promise<unknown>[] = []
        for (const [index, one] of acts.entries()) {
          const process = processes['process' in one ? one.process : 0] ?? bed.process
          const { keeper, book } = process
          if (one.do === 'obtain') under.push(keeper.obtain(account).then((got) => server.given.includes(tell(got))))
          if (one.do === 'renew') under.push(keeper.renew(account, server.given.at(-1) ?? ''))
          if (one.do === 'ready') keeper.ready(account, shared.clock.now)
          if (one.do === 'rename') under.push(book.change(account.id, { name: `name-${index}` }))
          if (one.do === 'wait') shared.clock.now += one.ms
          if (one.do === 'settle') await Promise.all(under.splice(0))
        }
        const all = await Promise.all(under)
        await Promise.all(processes.map(({ keeper }) => keeper.settled()))
        expect(all).not.toContain(false)
        expect(server.refusals).toBe(0)
        expect(new Set(shared.redeemed).size).toBe(shared.redeemed.length)
        const kept = await bed.process.book.read(account.key)
        expect(kept?.tokens?.accessToken).toBe(server.given.at(-1))
        expect(kept?.stored.needsSignIn).toBeNull()
      }),
      { numRuns: 60 },
    )
  })

  it('nothing is used before it is kept, and nothing is lost by a disk that refuses now and then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 5, maxLength: 20 }), async (writable) => {
        const bed = await createTokenBed()
        const { shared, account, process } = bed
        const server = rotateStrictly(bed)
        for (const isWritable of writable) {
          shared.store.beforeWrite = () => {
            if (!isWritable) throw new Error('the disk is full')
          }
          shared.clock.now += 1_900_000
          const token = tell(await process.keeper.obtain(account))
          const kept = (await process.book.read(account.key))?.tokens?.accessToken
          if (!token.includes('until')) expect(token).toBe(kept)
        }
        shared.store.beforeWrite = () => {}
        shared.clock.now += 3_600_000
        expect(tell(await process.keeper.obtain(account))).toBe(server.given.at(-1))
        expect(server.refusals).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})
