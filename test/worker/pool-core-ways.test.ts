import { describe, expect, test } from 'vitest'
import { ending, openPool, refusedWith } from './pool-bed.ts'

const OWN = { provider: 'openai', protocol: 'openai', baseUrl: 'https://api.openai.example' } as const

describe('a call that goes to a single key', () => {
  test('asks the first account, whoever’s turn it is, and is no request of the pool', () => {
    using pool = openPool()
    const names = Array.from({ length: 3 }, () => {
      const { id, step } = pool.open({ way: 'single' })
      pool.core.end(id, ending())
      return pool.nameOf(step)
    })
    expect(names).toEqual(['key-1', 'key-1', 'key-1'])
    expect(pool.view()).toMatchObject({ totalRequests: 0, successfulRequests: 0, failedRequests: 0 })
    expect(pool.account('key-1')).toMatchObject({ requests: 3, failures: 0 })
    expect(pool.nameOf(pool.open().step)).toBe('key-1')
  })

  test('makes no failover: its refusal is passed on', () => {
    using pool = openPool()
    const { id } = pool.open({ way: 'single' })
    expect(pool.core.refused(id, 1, refusedWith('server', 500))).toMatchObject({ step: { kind: 'pass', waitS: null } })
    pool.core.end(id, ending({ answered: null }))
    expect(pool.core.reads.request(id)).toMatchObject({ status: 500, end: 'failed', account: 'key-1' })
    expect(pool.account('key-2').requests).toBe(0)
    expect(pool.view().totalRequests).toBe(0)
  })

  test('passes a paused account by', () => {
    using pool = openPool()
    pool.core.pause(pool.account('key-1').id, 'resting')
    expect(pool.nameOf(pool.open({ way: 'single' }).step)).toBe('key-2')
  })
})

describe('a call with its caller’s own credential', () => {
  test('goes to its vendor and counts for no account and no pool', () => {
    using pool = openPool()
    const before = pool.view()
    const { id, step } = pool.open({ way: OWN })
    expect(step).toEqual({ kind: 'send', accountId: 'own', token: 'current' })
    pool.core.end(id, ending())
    expect(pool.view()).toEqual(before)
    expect(pool.core.reads.request(id)).toMatchObject({
      account: 'own credential',
      accountId: 'own',
      provider: 'openai',
      status: 200,
      end: 'ok',
      attempts: [{ account: 'own credential', reason: 'own credential', result: 'success' }],
    })
  })

  test.each([
    ['a refused credential', refusedWith('credential', 401)],
    ['a lack of credit', refusedWith('credit', 402)],
    ['a limit', refusedWith('limit', 429)],
    ['an outage', refusedWith('server', 503)],
  ])('has %s passed on as it came', (_, refused) => {
    using pool = openPool()
    const before = pool.view()
    const { id } = pool.open({ way: OWN })
    const stand = pool.core.refused(id, 1, refused)
    expect(stand).toMatchObject({ step: { kind: 'pass', waitS: null }, record: { status: refused.status } })
    pool.core.end(id, ending({ answered: null }))
    expect(pool.view()).toEqual(before)
    expect(pool.core.reads.request(id)).toMatchObject({ status: refused.status, end: 'failed' })
  })

  test('is taken up by an object that was started anew', () => {
    using pool = openPool()
    const before = pool.view()
    const opening = pool.opening({ way: OWN })
    const { id, record } = pool.open(opening)
    pool.startAnew()
    pool.core.adopt({ id, opening, record })
    expect(pool.core.end(id, ending())).toBeNull()
    expect(pool.core.reads.request(id)).toMatchObject({ account: 'own credential', provider: 'openai', status: 200 })
    expect(pool.view()).toEqual(before)
  })
})
