import { describe, expect, test } from 'vitest'
import type { LimitsTold } from '../../src/model/limit.ts'
import type { Forgotten, Stand } from '../../src/runtimes/worker/rpc.ts'
import { FORGOTTEN } from '../../src/runtimes/worker/rpc.ts'
import type { PoolBed } from './pool-bed.ts'
import { ending, exampleCall, openPool, refusedWith } from './pool-bed.ts'

/** Calls that wait for room, as the pool's object knows them: their Workers ask again, leave, or are never heard of again. */

const HEADROOM = { LOAD_BALANCER_STRATEGY: 'headroom' }
const SIZE = { bytes: 1_000, maxOutput: null, signed: false }

/** Of 600 calls a minute so many are left: there is room for one more a second later where it is 15. */
function left(calls: number): LimitsTold {
  const kind = { kind: 'refill', windowMs: 60_000, capacity: 600, grain: 1, countsCached: false } as const
  const scope = { kind: 'account' } as const
  return {
    group: null,
    limits: [{ name: 'requests', meter: 'requests', scope, left: calls, resetsAt: null, refused: false, ...kind }],
  }
}

const opening = (pool: PoolBed) => pool.opening({ call: exampleCall({ conversation: 'one', size: SIZE }) })

/** A pool of one account that has room again a second from now, for the conversation that it knows. */
function openFull(): PoolBed {
  const pool = openPool({ accounts: 1, env: HEADROOM })
  const first = pool.open(opening(pool))
  pool.core.end(first.id, ending({ limits: left(15) }))
  pool.write()
  return pool
}

/** A call that waits; how it was opened is kept, as its Worker keeps it. */
function openHeld(pool: PoolBed) {
  const how = opening(pool)
  const { id, step, record } = pool.open(how)
  if (step.kind !== 'wait') throw new Error(`it does not wait: ${pool.nameOf(step)}`)
  return { id, how, record, ms: step.ms }
}

const isKnown = (stand: Stand | Forgotten): stand is Stand => !('kind' in stand)

describe('a call that is held', () => {
  test('is sent when it asks after its time, once, however often it asks', () => {
    using pool = openFull()
    const { id, ms } = openHeld(pool)
    pool.clock.advance(ms)
    const stand = pool.core.waited(id)
    expect(isKnown(stand) && pool.nameOf(stand.step)).toBe('key-1')
    expect(pool.core.waited(id)).toEqual(stand)
    expect(pool.account('key-1').requests).toBe(2)
    pool.core.end(id, ending())
    const [attempt] = pool.core.reads.request(id)?.attempts ?? []
    expect(attempt?.heldMs).toBe(ms)
  })

  test('gives its place back where its caller leaves, also after it was sent', () => {
    using pool = openFull()
    const gone = openHeld(pool)
    const behind = openHeld(pool)
    expect(behind.ms).toBeGreaterThan(gone.ms)
    pool.core.end(gone.id, ending({ end: 'gone', answered: null }))
    const after = openHeld(pool)
    expect(after.ms).toBe(behind.ms)
    pool.clock.advance(behind.ms)
    pool.core.waited(behind.id)
    pool.core.end(behind.id, ending({ end: 'gone', answered: null }))
    expect(pool.core.reads.request(gone.id)).toMatchObject({ end: 'gone', attempts: [] })
    expect(pool.account('key-1').requests).toBe(2)
    expect(pool.view().totalRequests).toBe(1)
  })

  test('gives its place back where its Worker is never heard of again', () => {
    const waits = [0, 3].map((abandoned) => {
      using pool = openFull()
      for (let count = 0; count < abandoned; count += 1) openHeld(pool)
      pool.clock.advance(200_000)
      pool.view()
      const last = pool.open(opening(pool))
      pool.core.end(last.id, ending({ limits: left(15) }))
      return openHeld(pool).ms
    })
    expect(waits[1]).toBe(waits[0])
  })

  test('goes on where its pool is started anew, and has waited no longer than it may', () => {
    using pool = openFull()
    const { id, how, record, ms } = openHeld(pool)
    pool.startAnew()
    pool.clock.advance(ms)
    expect(pool.core.waited(id)).toEqual(FORGOTTEN)
    pool.core.adopt({ id, opening: { ...how, elapsedMs: ms }, record })
    const stand = pool.core.waited(id)
    expect(isKnown(stand) && pool.nameOf(stand.step)).toBe('key-1')
    pool.core.end(id, ending())
    expect(pool.core.reads.request(id)).toMatchObject({ status: 200, attempts: [{ account: 'key-1', heldMs: ms }] })
  })

  test('is refused where its pool is started anew and nobody has room when it has waited as long as it may', () => {
    using pool = openFull()
    const { id, how, record, ms } = openHeld(pool)
    pool.startAnew()
    // Meanwhile another has run into a limit.
    const other = pool.open(opening(pool))
    const until = pool.clock.now() + 60_000
    if (other.step.kind === 'send') pool.core.refused(other.id, 1, refusedWith('limit', 429, { until }))
    else pool.core.end(other.id, ending({ end: 'gone', answered: null }))
    pool.clock.advance(ms)
    pool.core.adopt({ id, opening: { ...how, elapsedMs: ms }, record })
    let stand = pool.core.waited(id)
    while (isKnown(stand) && stand.step.kind === 'wait') {
      pool.clock.advance(stand.step.ms)
      stand = pool.core.waited(id)
    }
    expect(pool.clock.now() - (until - 60_000)).toBeLessThanOrEqual(2_000)
  })

  test('ends where it was adopted and its caller left meanwhile', () => {
    using pool = openFull()
    const { id, how, record } = openHeld(pool)
    pool.startAnew()
    expect(pool.core.end(id, ending({ end: 'gone', answered: null }))).toEqual(FORGOTTEN)
    pool.core.adopt({ id, opening: how, record })
    expect(pool.core.end(id, ending({ end: 'gone', answered: null }))).toBeNull()
    expect(pool.account('key-1').requests).toBe(1)
    expect(pool.core.reads.request(id)).toMatchObject({ end: 'gone', attempts: [] })
  })
})

describe('what an answer says of limits', () => {
  test('is known as soon as it is told, before its call has ended', () => {
    using pool = openPool({ accounts: 1, env: HEADROOM })
    const first = pool.open(opening(pool))
    pool.core.alive(first.id, 200, left(15))
    expect(openHeld(pool).ms).toBeGreaterThan(900)
    pool.core.end(first.id, ending({ limits: left(300) }))
    expect(openHeld(pool).ms).toBeGreaterThan(900)
  })

  test('is there after the object is started anew, refilled since', () => {
    using pool = openFull()
    pool.startAnew()
    const { ms } = openHeld(pool)
    expect(ms).toBeGreaterThan(500)
    expect(ms).toBeLessThan(1_100)
  })

  test('that is told of a call which began before the object was started anew counts', () => {
    using pool = openPool({ accounts: 1, env: HEADROOM })
    const how = opening(pool)
    const { id, record } = pool.open(how)
    pool.write()
    pool.startAnew()
    pool.core.adopt({ id, opening: how, record })
    pool.core.end(id, ending({ limits: left(15) }))
    expect(openHeld(pool).ms).toBeGreaterThan(500)
  })
})
