import { describe, expect, test } from 'vitest'
import { openPool, refusedWith, type PoolBed } from './pool-bed.ts'

const MINUTE = 60_000
const SERVING = { LOAD_BALANCER_ENABLED: 'true' }

/** The vendor refuses a call for so long, on whichever account it comes to. */
function limitFor(pool: PoolBed, ms: number): void {
  const { id } = pool.open()
  pool.core.refused(id, 1, refusedWith('limit', 429, { until: pool.clock.now() + ms }))
}

const told = (pool: PoolBed) => pool.core.telemetry.alerts().map(({ event, kind }) => `${event} ${kind}`)
const dueIn = (pool: PoolBed) => (pool.core.telemetry.alertsDueAt() ?? Infinity) - pool.clock.now()

describe('a pool that nobody calls', () => {
  test('is looked at when an account is back, and a minute later, when that is told', () => {
    using pool = openPool({ accounts: 1, env: SERVING })
    expect([told(pool), dueIn(pool)]).toEqual([[], Infinity])
    limitFor(pool, 10 * MINUTE)
    expect([told(pool), dueIn(pool)]).toEqual([['raised no_account'], 10 * MINUTE])
    pool.clock.advance(dueIn(pool))
    expect([told(pool), dueIn(pool)]).toEqual([[], MINUTE])
    pool.clock.advance(dueIn(pool))
    expect([told(pool), dueIn(pool)]).toEqual([['ended no_account'], Infinity])
  })

  test('is told of what came back, and lasts, once it may be told again', () => {
    using pool = openPool({ accounts: 2, env: SERVING })
    const [first] = pool.settings.accounts
    if (first === undefined) throw new Error('there is no account')
    pool.core.pause(first.id, 'by hand')
    expect(told(pool)).toEqual(['raised last_account'])
    pool.core.resume(first.id)
    expect([told(pool), dueIn(pool)]).toEqual([[], MINUTE])
    pool.clock.advance(MINUTE)
    expect(told(pool)).toEqual(['ended last_account'])
    pool.core.pause(first.id, 'by hand')
    expect([told(pool), dueIn(pool)]).toEqual([[], 15 * MINUTE])
    pool.clock.advance(15 * MINUTE)
    expect([told(pool), dueIn(pool)]).toEqual([['raised last_account'], Infinity])
  })

  test('that has been started anew meanwhile knows what it waits for', () => {
    using pool = openPool({ accounts: 1, env: SERVING })
    limitFor(pool, 10 * MINUTE)
    pool.core.telemetry.alerts()
    pool.write()
    pool.startAnew()
    expect(told(pool)).toEqual([])
    pool.clock.advance(dueIn(pool))
    told(pool)
    pool.startAnew()
    pool.clock.advance(MINUTE)
    expect(told(pool)).toEqual(['ended no_account'])
  })
})
