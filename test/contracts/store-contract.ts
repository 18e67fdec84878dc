import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountId } from '../../src/model/account.ts'
import type { BoardChanges } from '../../src/model/board-records.ts'
import type { HoldingRecord } from '../../src/model/holding.ts'
import type { RequestFilter, StoredRequest } from '../../src/model/ledger-queries.ts'
import type { Store } from '../../src/stores/store.ts'
import { changesOf } from './board-changes.ts'
import { keyOf } from './example-key.ts'
import { quickestOf } from '../harness/quickest.ts'
import { exampleAttempt, exampleRow } from './example-row.ts'
import type { StoreBed } from './store-bed.ts'

function heldBy(account: string, resource: string, at: number): HoldingRecord {
  return { pool: 'lb', resource, account: account as AccountId, at }
}

const MINUTE = 60_000
const LIMIT = 100

/** What every store must do, run against each on its real database. */
export function describeStore(name: string, createBed: () => StoreBed): void {
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
    const idsOf = async (filter: RequestFilter): Promise<number[]> => (await newest(store, filter)).map((row) => row.id)

    describe('keeps requests', () => {
      test('as they were recorded, with attempts and those passed over', async () => {
        const row = exampleRow(1, {
          client: 'laptop',
          error: 'upstream_broken',
          attempts: [
            exampleAttempt({ accountId: 'bbbb', account: 'key-2', status: 429, result: 'limit: rate_limit_error' }),
            exampleAttempt({ reason: 'failover', startedMs: 40, status: null }),
          ],
          passedOver: [
            { account: 'key-3', why: 'cooling', until: 1_790_000_100_000 },
            { account: 'key-4', why: 'paused', until: null },
          ],
        })
        store.ledger.record(row)
        expect(await store.queries.request(1)).toEqual({ ...row, cost: expect.closeTo(0.006, 9) })
      })

      test('with the rooms that were seen, and how long a call waited', async () => {
        const seen = [
          { account: 'key-1', room: 0.125, limit: 'input-tokens', reserved: 4_000, waitMs: 0 },
          { account: 'key-2', room: -0.5, limit: null, reserved: 0, waitMs: null },
        ]
        const attempts = [exampleAttempt({ reason: 'headroom: most room', seen, heldMs: 250 })]
        const plain = exampleRow(1, { attempts })
        const moved = exampleRow(2, { attempts: [...attempts, exampleAttempt({ reason: 'failover', seen: [] })] })
        const nobody = { accountId: null, account: null, provider: null, status: 429, end: 'failed' } as const
        const full = exampleRow(3, { ...nobody, attempts: [], noRoom: { heldMs: 2_000, seen } })
        for (const row of [plain, moved, full]) store.ledger.record(row)
        for (const row of [plain, moved, full]) expect(await store.queries.request(row.id)).toMatchObject(row)
        const items = await newest(store, {})
        expect(items.map(({ noRoom }) => noRoom !== undefined)).toEqual([true, false, false])
      })

      test('with one attempt on an account that did not give the answer', async () => {
        const row = exampleRow(1, { accountId: null, account: null, provider: null, status: 502, end: 'failed' })
        store.ledger.record(row)
        expect(await store.queries.request(1)).toEqual({ ...row, cost: null })
      })

      test('with no attempt at all', async () => {
        const row = exampleRow(1, { accountId: null, account: null, attempts: [], status: 503, end: 'failed' })
        store.ledger.record(row)
        expect((await store.queries.request(1))?.attempts).toEqual([])
      })

      test('readable 250 ms after they end', async () => {
        store.ledger.record(exampleRow(1))
        expect(await idsOf({})).toEqual([1])
        // The first question starts what answers questions. Others take no longer, but where the machine is busy.
        const quickest = await quickestOf(250, async (round) => {
          store.ledger.record(exampleRow(2 + round))
          const asked = performance.now()
          expect((await idsOf({}))[0]).toBe(2 + round)
          return performance.now() - asked
        })
        expect(quickest).toBeLessThan(250)
      })

      test('telling unknown from zero', async () => {
        const none = { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }
        const zero = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }
        store.ledger.record(exampleRow(1, { usage: none, firstByteMs: null }))
        store.ledger.record(exampleRow(2, { usage: zero, firstByteMs: 0 }))
        store.ledger.record(exampleRow(3, { model: 'a-model-nobody-priced' }))
        expect(await store.queries.request(1)).toMatchObject({ usage: none, cost: null, firstByteMs: null })
        expect(await store.queries.request(2)).toMatchObject({ usage: zero, cost: 0, firstByteMs: 0 })
        expect(await store.queries.request(3)).toMatchObject({ cost: null })
      })

      test('and takes numbers and texts that no row should hold', async () => {
        const model = 'm'.repeat(5_000)
        store.ledger.record(exampleRow(1, { durationMs: 12.6, firstByteMs: Number.NaN, available: Number.NaN, model }))
        store.ledger.record(exampleRow(2, { path: '/v1/\0\ud800', status: Infinity }))
        expect(await store.queries.request(1)).toMatchObject({ durationMs: 13, firstByteMs: null, available: 0 })
        expect((await store.queries.request(1))?.model?.length).toBeLessThan(1_000)
        expect(await idsOf({})).toEqual([2, 1])
        expect(store.ledger.dropped).toBe(0)
      })

      test('and finds several by their ids, leaving out those that there are not', async () => {
        for (const id of [1, 2, 3]) store.ledger.record(exampleRow(id))
        const found = await store.queries.requestsById([3, 7, 1])
        expect(found).toEqual([await store.queries.request(1), await store.queries.request(3)])
        expect(await store.queries.requestsById([])).toEqual([])
      })

      test('but not what it was never told', async () => {
        expect(await store.queries.request(7)).toBeNull()
        expect(await idsOf({})).toEqual([])
      })
    })

    describe('finds requests', () => {
      test('newest first, page by page, without a gap', async () => {
        for (let id = 1; id <= 25; id += 1) store.ledger.record(exampleRow(id))
        const seen: number[] = []
        let cursor: string | null = null
        do {
          const page = await store.queries.requests({}, { limit: 10, cursor })
          seen.push(...page.items.map((row) => row.id))
          cursor = page.next
        } while (cursor !== null)
        expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index))
      })

      test('by pool, model, client, status and end', async () => {
        store.ledger.record(exampleRow(1, { pool: 'accounts' }))
        store.ledger.record(exampleRow(2, { model: 'gpt-5' }))
        store.ledger.record(exampleRow(3, { client: 'laptop' }))
        store.ledger.record(exampleRow(4, { status: 429, end: 'failed' }))
        store.ledger.record(exampleRow(5, { end: 'cut' }))
        expect(await idsOf({ pool: 'accounts' })).toEqual([1])
        expect(await idsOf({ model: 'gpt-5' })).toEqual([2])
        expect(await idsOf({ client: 'laptop' })).toEqual([3])
        expect(await idsOf({ status: 429 })).toEqual([4])
        expect(await idsOf({ end: 'cut' })).toEqual([5])
        expect(await idsOf({ pool: 'lb', status: 200 })).toEqual([5, 3, 2])
      })

      test('by an account that answered or was only tried, by id or name', async () => {
        const tried = exampleAttempt({ accountId: 'bbbb', account: 'key-2', status: 500 })
        store.ledger.record(exampleRow(1))
        store.ledger.record(exampleRow(2, { attempts: [tried, exampleAttempt()] }))
        expect(await idsOf({ account: 'key-2' })).toEqual([2])
        expect(await idsOf({ account: 'bbbb' })).toEqual([2])
        expect(await idsOf({ account: 'key-1' })).toEqual([2, 1])
      })

      test('of a stretch of time', async () => {
        for (let id = 1; id <= 20; id += 1) store.ledger.record(exampleRow(id * 3, { time: id * MINUTE }))
        expect(await idsOf({ since: 5 * MINUTE, until: 8 * MINUTE })).toEqual([21, 18, 15])
        expect(await idsOf({ since: 20 * MINUTE })).toEqual([60])
        expect(await idsOf({ until: MINUTE })).toEqual([])
      })
    })

    describe('remembers', () => {
      test('boards, a record replacing the one before it', async () => {
        expect(store.loadBoard('lb')).toEqual({ accounts: [], bindings: [], totals: null })
        store.saveBoard('lb', changesOf({ accounts: [accountOf('aaaa', 1), accountOf('bbbb', 2)] }))
        store.saveBoard(
          'lb',
          changesOf({ accounts: [accountOf('bbbb', 3)], bindings: [bindingOf('x'), bindingOf('y')] }),
        )
        store.saveBoard('accounts', changesOf({ accounts: [accountOf('cccc', 9)] }))
        await reopen()
        store.saveBoard('lb', changesOf({ unbound: ['x'] }))
        await store.flush()
        expect(store.loadBoard('lb')).toEqual({
          accounts: [accountOf('aaaa', 1), accountOf('bbbb', 3)],
          bindings: [bindingOf('y')],
          totals: null,
        })
        expect(store.loadBoard('accounts').accounts).toEqual([accountOf('cccc', 9)])
      })

      test('a binding that went and came back', async () => {
        store.saveBoard('lb', changesOf({ unbound: ['x'], bindings: [bindingOf('x')] }))
        await store.flush()
        expect(store.loadBoard('lb').bindings).toEqual([bindingOf('x')])
      })

      test('what accounts hold, the newest of it, until it is forgotten', async () => {
        expect(store.loadHoldings(10)).toEqual([])
        store.saveHoldings([
          heldBy('one', 'a', 3),
          heldBy('one', 'b', 1),
          { ...heldBy('two', 'b', 2), pool: 'accounts' },
        ])
        await reopen()
        store.saveHoldings([heldBy('two', 'b', 4), { ...heldBy('', 'a', 0), account: null }])
        store.saveHoldings([heldBy('one', 'c', 5)])
        await store.flush()
        expect(store.loadHoldings(10)).toEqual([
          { ...heldBy('two', 'b', 2), pool: 'accounts' },
          heldBy('two', 'b', 4),
          heldBy('one', 'c', 5),
        ])
        expect(store.loadHoldings(1)).toEqual([heldBy('one', 'c', 5)])
      })

      test('the last request id', async () => {
        expect(store.lastRequestId()).toBe(0)
        store.ledger.record(exampleRow(41))
        store.ledger.record(exampleRow(7))
        await reopen()
        expect(store.lastRequestId()).toBe(41)
      })
    })

    describe('when it ends', () => {
      test('has on disk all that was recorded', async () => {
        for (let id = 1; id <= 1_234; id += 1) store.ledger.record(exampleRow(id))
        await store.flush()
        expect([store.ledger.queued, store.ledger.dropped]).toEqual([0, 0])
        for (let id = 1_235; id <= 2_000; id += 1) store.ledger.record(exampleRow(id))
        await reopen()
        expect((await store.queries.sums({ from: 0, to: 2e12 })).requests).toBe(2_000)
        expect(await idsOf({ status: 200 })).toHaveLength(100)
      })

      test('counts what comes later as dropped, and closes once', async () => {
        await Promise.all([store.close(), store.close()])
        store.ledger.record(exampleRow(1))
        store.saveBoard('lb', changesOf({}))
        store.keys.touch('one', 1)
        expect(store.ledger.dropped).toBe(1)
        await expect(store.queries.request(1)).rejects.toMatchObject({ code: 'closed' })
        await expect(store.keys.list()).rejects.toMatchObject({ code: 'closed' })
      })
    })

    test('drops and counts what comes when its queue is full', async () => {
      await store.close()
      store = await bed.open({ queueLimit: 100 })
      for (let id = 1; id <= 150; id += 1) store.ledger.record(exampleRow(id))
      expect([store.ledger.queued, store.ledger.dropped]).toEqual([100, 50])
      await store.flush()
      expect(store.ledger.queued).toBe(0)
      store.ledger.record(exampleRow(151))
      expect((await idsOf({})).slice(0, 2)).toEqual([151, 100])
    })

    test('makes a backup while it is in use, and never over a file', async () => {
      store.ledger.record(exampleRow(1))
      await store.keys.insert(keyOf('one'))
      const file = bed.spare('copy')
      await store.backup(file)
      store.ledger.record(exampleRow(2))
      const copy = await bed.openCopy(file)
      expect((await newest(copy, {})).map((row) => row.id)).toEqual([1])
      expect(await copy.keys.list()).toEqual([keyOf('one')])
      await expect(store.backup(file)).rejects.toMatchObject({ code: 'backup' })
    })
  })
}

/** The first hundred that match: a page ends early where looking took long. */
async function newest(store: Store, filter: RequestFilter): Promise<readonly StoredRequest[]> {
  const found: StoredRequest[] = []
  for (let cursor: string | null = null; found.length < LIMIT;) {
    const page = await store.queries.requests(filter, { limit: LIMIT, cursor })
    found.push(...page.items)
    cursor = page.next
    if (cursor === null) break
  }
  return found.slice(0, LIMIT)
}

function bindingOf(key: string): BoardChanges['bindings'][number] {
  return { key, account: 'aaaa', startedAt: 1_790_000_000_000, epoch: 1 }
}

function accountOf(id: string, turn: number): BoardChanges['accounts'][number] {
  return {
    id,
    turn,
    turnAt: 1_790_000_000_000,
    paused: null,
    disabledUntil: null,
    disabledLevel: 0,
    refusedUntil: null,
    cooldowns: [
      {
        scope: { kind: 'model', model: 'claude-sonnet-4-5' },
        startedAt: 1,
        until: 2,
        nextTrialAt: null,
        level: 0,
        code: 'rate_limit_error',
      },
    ],
    sessionStart: null,
    sessionEpoch: 0,
    sessionLostAt: 0,
    requests: turn,
    failures: 0,
    limitsMet: 0,
    failovers: 0,
    lastUsed: null,
  }
}
