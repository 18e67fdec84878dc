import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TotalsRecord } from '../../src/model/board-records.ts'
import type { Store } from '../../src/stores/store.ts'
import { changesOf } from './board-changes.ts'
import { exampleAttempt, exampleRow } from './example-row.ts'
import type { StoreBed } from './store-bed.ts'

const MINUTE = 60_000
const HOUR = 3_600_000

/** What every store must add requests up to, run against each on its real database. */
export function describeSums(name: string, createBed: () => StoreBed): void {
  describe(`a store on ${name}`, () => {
    let bed: StoreBed
    let store: Store

    beforeEach(async () => {
      bed = createBed()
      store = await bed.open()
    })
    afterEach(() => bed.clear())

    const reopen = async (): Promise<void> => {
      await store.close()
      store = await bed.open()
    }

    describe('adds requests up', () => {
      const whole = { from: 0, to: 10 * HOUR }

      test('of all pools, from a whole minute up to another', async () => {
        store.ledger.record(exampleRow(1, { time: HOUR + 29 * MINUTE + 59_999 }))
        store.ledger.record(exampleRow(2, { time: HOUR + 30 * MINUTE }))
        store.ledger.record(exampleRow(3, { time: 3 * HOUR, pool: 'accounts', accountId: 'bbbb' }))
        store.ledger.record(exampleRow(4, { time: 5 * HOUR - 1, accountId: null, provider: null, model: null }))
        store.ledger.record(exampleRow(5, { time: 5 * HOUR }))
        const requests = async (from: number, to: number): Promise<number> =>
          (await store.queries.sums({ from, to })).requests
        expect(await requests(HOUR + 30 * MINUTE, 5 * HOUR)).toBe(3)
        expect(await requests(HOUR, 2 * HOUR)).toBe(2)
        expect(await requests(0, 30 * 24 * HOUR)).toBe(5)
        expect(await requests(2 * HOUR, 2 * HOUR)).toBe(0)
      })

      test('with tokens, cost, ends, failovers and durations', async () => {
        const usage = { input: 100, output: 20, cacheRead: 7, cacheWrite5m: 3, cacheWrite1h: null }
        store.ledger.record(exampleRow(1, { time: HOUR, usage, durationMs: 100, firstByteMs: 40 }))
        store.ledger.record(exampleRow(2, { time: HOUR, end: 'cut', model: null, durationMs: 900 }))
        const attempts = [exampleAttempt({ accountId: 'bbbb', status: 429 }), exampleAttempt()]
        store.ledger.record(exampleRow(3, { time: HOUR, attempts, model: null, firstByteMs: null, durationMs: 1_000 }))
        const sums = await store.queries.sums(whole)
        expect(sums).toMatchObject({ requests: 3, ok: 2, cut: 1, failed: 0, gone: 0, failovers: 1, unpriced: 2 })
        expect(sums).toMatchObject({ input: 2_100, output: 420, cacheRead: 7, cacheWrite: 3 })
        expect(sums.cost).toBeCloseTo((100 * 3 + 20 * 15 + 7 * 0.3 + 3 * 3.75) / 1e6, 12)
        expect(sums.duration).toMatchObject({ count: 3, mean: 2_000 / 3 })
        expect(sums.duration.p99).toBeGreaterThan(700)
        expect(sums.duration.p99).toBeLessThanOrEqual(1_000)
        expect(sums.firstByte.count).toBe(2)
      })

      test('to nothing where there was nothing', async () => {
        expect(await store.queries.sums(whole)).toMatchObject({ requests: 0, cost: null, duration: { count: 0 } })
      })

      test('once, though a row comes twice', async () => {
        store.ledger.record(exampleRow(1, { time: HOUR }))
        store.ledger.record(exampleRow(1, { time: HOUR }))
        expect((await store.queries.sums(whole)).requests).toBe(1)
        expect(store.ledger.dropped).toBe(1)
      })

      test('going on after a restart', async () => {
        store.ledger.record(exampleRow(1, { time: HOUR }))
        await reopen()
        store.ledger.record(exampleRow(2, { time: HOUR }))
        expect(await store.queries.sums(whole)).toMatchObject({ requests: 2, duration: { count: 2 } })
      })

      test('keeping the count of models that callers make up within bounds', async () => {
        for (let id = 1; id <= 3_000; id += 1)
          store.ledger.record(exampleRow(id, { time: HOUR, model: `made-up-${id}` }))
        await store.flush()
        expect((await store.queries.sums(whole)).requests).toBe(3_000)
        const { models } = await store.queries.analytics({ range: '24h', now: HOUR })
        expect(models[0]).toMatchObject({ model: '(other)', requests: 2_000 })
        const { items } = await store.queries.requests({ model: 'made-up-2999' }, { limit: 100, cursor: null })
        expect(items.map(({ id }) => id)).toEqual([2_999])
      })
    })

    describe('tells of a stretch of time', () => {
      const now = 1_790_000_000_000
      const asked = { range: '24h', now } as const
      const vendor = { provider: 'anthropic' } as const

      test('by step, account, model and pool', async () => {
        const limited = exampleAttempt({ accountId: 'bbbb', account: 'key-2', mark: 'cool', ...vendor })
        const answered = exampleAttempt({ mark: 'success', ...vendor })
        store.ledger.record(exampleRow(1, { time: now, attempts: [answered] }))
        store.ledger.record(exampleRow(2, { time: now, attempts: [limited, answered], model: 'no-price' }))
        store.ledger.record(exampleRow(3, { time: now - 5 * HOUR, attempts: [answered], pool: 'accounts' }))
        store.ledger.record(exampleRow(4, { time: now - 25 * HOUR, attempts: [answered] }))
        const told = await store.queries.analytics(asked)
        expect(told.steps.filter(({ requests }) => requests > 0).map(({ requests }) => requests)).toEqual([1, 2])
        expect(told.totals).toMatchObject({ requests: 3, ok: 3, failovers: 1, limitsMet: 1, attempts: 4, unpriced: 1 })
        expect(told.totals).toMatchObject({ input: 3_000, output: 600, duration: { count: 3, mean: 1_200 } })
        expect(
          told.accounts.map(({ pool, id, requests, attempts, limitsMet, share }) => [
            `${pool} ${id}`,
            [requests, attempts, limitsMet, share],
          ]),
        ).toEqual([
          ['lb aaaa', [2, 2, 0, 2 / 3]],
          ['accounts aaaa', [1, 1, 0, 1]],
          ['lb bbbb', [0, 1, 1, 1 / 3]],
        ])
        expect(told.models.map(({ model, requests, limitsMet }) => [model, requests, limitsMet])).toEqual([
          ['claude-sonnet-4-5', 2, 0],
          ['no-price', 1, 1],
        ])
        expect((await store.queries.analytics({ ...asked, range: '7d' })).totals.requests).toBe(4)
      })

      test('filtered by pool, account and model, alone and together', async () => {
        const other = { accountId: 'bbbb', account: 'key-2', model: 'claude-haiku-4-5', attempts: [] }
        store.ledger.record(exampleRow(1, { time: now }))
        store.ledger.record(exampleRow(2, { time: now, ...other }))
        store.ledger.record(exampleRow(3, { time: now - 3 * HOUR, ...other, pool: 'accounts' }))
        store.ledger.record(exampleRow(4, { time: now - 3 * HOUR, ...other, model: null }))
        const requests = async (filter: object): Promise<number[]> => {
          const { totals, accounts, models } = await store.queries.analytics({ ...asked, ...filter })
          return [totals, ...accounts, ...models].map((sums) => sums.requests)
        }
        expect(await requests({ account: 'key-2' })).toEqual([3, 2, 1, 2, 1])
        expect(await requests({ account: 'bbbb', pool: 'lb' })).toEqual([2, 2, 1, 1])
        expect(await requests({ model: other.model })).toEqual([2, 1, 1, 2])
        expect(await requests({ model: other.model, account: 'key-2', pool: 'lb' })).toEqual([1, 1, 1])
        expect(await requests({ account: 'nobody' })).toEqual([0])
      })

      test('with the sessions of each pool, over a restart and a reset', async () => {
        const sessionsNow = async () => (await store.queries.analytics({ range: '1h', now: Date.now() })).sessions
        expect(await sessionsNow()).toEqual([])
        store.saveBoard('lb', changesOf({ totals: countedSessions(2, 1) }))
        await reopen()
        store.saveBoard('lb', changesOf({ totals: countedSessions(5, 4) }))
        await store.flush()
        expect(await sessionsNow()).toEqual([{ pool: 'lb', started: 5, ended: 4, endedMs: 4_000, switches: 0 }])
        await store.keepBoard('lb', changesOf({ totals: countedSessions(0, 0) }))
        await store.keepBoard('lb', changesOf({ totals: countedSessions(1, 0) }))
        expect(await sessionsNow()).toMatchObject([{ started: 6, ended: 4 }])
      })
    })
  })
}

/** A pool's counters, with so many sessions of a second each that have ended. */
function countedSessions(sessions: number, ended: number): TotalsRecord {
  return {
    totalRequests: sessions,
    successfulRequests: 0,
    failedRequests: 0,
    lastUsed: null,
    sessions,
    sessionsEnded: ended,
    sessionMs: ended * 1_000,
    switches: 0,
  }
}
