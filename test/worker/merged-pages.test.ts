import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredRequest } from '../../src/model/ledger-queries.ts'
import type { AskPool } from '../../src/runtimes/worker/ask-object.ts'
import { createRemoteLedger } from '../../src/runtimes/worker/remote-ledger.ts'
import type { PoolRpc } from '../../src/runtimes/worker/rpc.ts'
import { openPoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import { exampleRow } from '../contracts/example-row.ts'
import { openObjectFile } from './object-database.ts'
import { FIRST } from './stored-requests.ts'

const IDS_PER_MS = 2_048
const POOLS = ['lb', 'accounts', 'spare'] as const

/** When a request of a pool began, and by how much the pool's ids are ahead of its clock then. */
const request = fc.record({ ms: fc.nat(3_000), pool: fc.constantFrom(...POOLS) })
const history = fc.record({
  requests: fc.uniqueArray(request, { maxLength: 50, selector: ({ ms }) => ms }),
  leads: fc.tuple(fc.nat(1_500), fc.nat(1_500), fc.nat(1_500)),
  limit: fc.integer({ min: 1, max: 9 }),
})

test('pages of several pools hold every request once, newest first, also where ids are ahead of the clock', async () => {
  using files = new DisposableStack()
  const stores = POOLS.map(() => {
    const database = files.use(openObjectFile()).open()
    return { database, store: openPoolStore(database) }
  })
  const property = fc.asyncProperty(history, async ({ requests, leads, limit }) => {
    for (const [tag, pool] of POOLS.entries()) {
      const own = requests.filter((one) => one.pool === pool).map(({ ms }) => ms)
      stores[tag]?.database.exec('delete from batches')
      stores[tag]?.store.commit(null, toRows(own, { tag, aheadMs: leads[tag] ?? 0 }))
    }
    const times = await timesByPage(
      stores.map(({ store }) => store),
      limit,
    )
    expect(times).toEqual(requests.map(({ ms }) => FIRST + ms).sort((a, b) => b - a))
  })
  await fc.assert(property, { numRuns: 200 })
})

/** Ids rise from the moment on at which the pool began, whatever the clock says, until that has caught up. */
function toRows(begun: readonly number[], pool: { readonly tag: number; readonly aheadMs: number }): StoredRequest[] {
  let newest = (FIRST + pool.aheadMs) * IDS_PER_MS + pool.tag
  return begun
    .toSorted((a, b) => a - b)
    .map((ms) => {
      newest = Math.max(newest + 128, (FIRST + ms) * IDS_PER_MS + pool.tag)
      return { ...exampleRow(newest, { time: FIRST + ms }), cost: null }
    })
}

async function timesByPage(stores: readonly ReturnType<typeof openPoolStore>[], limit: number): Promise<number[]> {
  const asks = new Map<string, AskPool>(
    stores.map((store, tag) => {
      const told: Partial<PoolRpc> = { requests: async (filter, page) => store.requests(filter, page) }
      return [POOLS[tag] ?? '', (ask) => ask(told as PoolRpc)]
    }),
  )
  const ledger = createRemoteLedger(() => asks)
  const times: number[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof ledger.requests>> = await ledger.requests({}, { limit, cursor })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    times.push(...page.items.map(({ time }) => time))
    cursor = page.next
  } while (cursor !== null)
  return times
}
