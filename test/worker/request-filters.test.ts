import { describe, expect, test } from 'vitest'
import type { RequestFilter } from '../../src/model/ledger-queries.ts'
import { openPoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import { exampleAttempt } from '../contracts/example-row.ts'
import { openObjectFile } from './object-database.ts'
import { FIRST, idsByPage, requestAt } from './stored-requests.ts'

const HOUR = 3_600_000
const tried = exampleAttempt({ accountId: 'bbbb', account: 'key-2', status: 500 })

/** One a minute, each with what one filter is about. */
const ROWS = [
  requestAt(0, { pool: 'accounts' }),
  requestAt(60_000, { model: 'gpt-5' }),
  requestAt(120_000, { client: 'laptop' }),
  requestAt(180_000, { status: 429, end: 'failed' }),
  requestAt(240_000, { end: 'cut' }),
  requestAt(300_000, { attempts: [tried, exampleAttempt()] }),
  requestAt(360_000, { accountId: 'cccc', account: 'key-3', attempts: [] }),
  requestAt(420_000, { model: null, accountId: null, account: null, attempts: [], status: 503, end: 'failed' }),
]

const CASES: readonly (readonly [RequestFilter, readonly number[]])[] = [
  [{}, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ pool: 'accounts' }, [0]],
  [{ pool: 'lb', status: 200 }, [6, 5, 4, 2, 1]],
  [{ model: 'gpt-5' }, [1]],
  [{ model: 'gpt' }, []],
  [{ client: 'laptop' }, [2]],
  [{ status: 429 }, [3]],
  [{ end: 'cut' }, [4]],
  [{ end: 'failed' }, [7, 3]],
  [{ end: 'failed', status: 503 }, [7]],
  [{ account: 'key-2' }, [5]],
  [{ account: 'bbbb' }, [5]],
  [{ account: 'key-3' }, [6]],
  [{ account: 'cccc' }, [6]],
  [{ account: 'aaaa', end: 'ok' }, [5, 2, 1, 0]],
  [{ account: 'key-9' }, []],
  [{ since: FIRST + 300_000 }, [7, 6, 5]],
  [{ since: FIRST + 300_001 }, [7, 6]],
  [{ until: FIRST + 60_000 }, [0]],
  [{ until: FIRST + 60_001 }, [1, 0]],
  [{ since: FIRST + 120_000, until: FIRST + 240_000 }, [3, 2]],
  [{ since: FIRST + 120_000, until: FIRST + 120_000 }, []],
  [{ pool: undefined, since: undefined, until: undefined, account: undefined }, [7, 6, 5, 4, 3, 2, 1, 0]],
]

describe("a pool's requests are found", () => {
  test.each(CASES)('by %j', (filter, expected) => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, ROWS.slice(0, 3))
    store.commit(null, ROWS.slice(3))
    const ids = expected.map((index) => ROWS[index]?.id)
    for (const limit of [1, 2, 500]) expect(idsByPage(store, limit, filter)).toEqual(ids)
  })

  test('of a stretch of time among days of others', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = Array.from({ length: 100 }, (_, index) => requestAt(index * HOUR))
    store.commit(null, rows)
    const stretch = { since: FIRST + 40 * HOUR, until: FIRST + 43 * HOUR }
    const ids = [42, 41, 40].map((index) => rows[index]?.id)
    for (const limit of [1, 3, 500]) expect(idsByPage(store, limit, stretch)).toEqual(ids)
  })

  test('by when they began, though the clock was set back an hour while their ids went on rising', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const later = requestAt(2 * HOUR, { time: FIRST + HOUR + 1 })
    const before = requestAt(2 * HOUR - 1)
    store.commit(null, [before, later])
    expect(idsByPage(store, 10, { since: FIRST + 1.5 * HOUR })).toEqual([before.id])
    expect(idsByPage(store, 10, { until: FIRST + 1.5 * HOUR })).toEqual([later.id])
  })
})
