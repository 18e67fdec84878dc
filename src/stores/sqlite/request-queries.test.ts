import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exampleAttempt, exampleRow } from '../../../test/contracts/example-row.ts'
import type { RequestFilter } from '../../model/ledger-queries.ts'
import type { RequestRow } from '../../model/ledger.ts'
import { createBatchWriter } from './batch-writer.ts'
import { prepareFacetRetirement } from './facet-table.ts'
import { BLOCK_IDS } from './facets.ts'
import { prepareKeyTable } from './key-table.ts'
import { createKysely } from './kysely-database.ts'
import { openDatabase } from './open-database.ts'
import { findRequests } from './request-queries.ts'
import { createRowEncoder } from './row-codec.ts'

describe('requests that lie in many blocks of the ledger', () => {
  let folder: string
  let database: DatabaseSync

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudeflare-blocks-'))
    database = openDatabase({ path: join(folder, 'a.db'), backupsDir: folder })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** One row a block, what a row is about told by its number. */
  function fill(blocks: number, differs: (block: number) => Partial<RequestRow>): void {
    const encoder = createRowEncoder()
    for (let block = 0; block < blocks; block += 1) {
      encoder.add(exampleRow(block * BLOCK_IDS + 7, { time: block * 1_000, ...differs(block) }))
    }
    const rows = encoder.take()
    const none = { boards: [], holdings: [], touches: new Map(), spends: new Map() }
    const options = { now: () => 0, overrides: () => [] }
    createBatchWriter(database, prepareKeyTable(database), options).write({ rows, ...none, size: rows.count })
  }

  async function blocksOf(filter: RequestFilter, limit = 3): Promise<number[]> {
    const ledger = createKysely(database)
    const found: number[] = []
    let cursor: string | null = null
    do {
      const page = await findRequests(ledger, filter, { limit, cursor })
      found.push(...page.items.map(({ id }) => Math.floor(id / BLOCK_IDS)))
      cursor = page.next
    } while (cursor !== null)
    return found
  }

  test('are found page by page without a gap, whatever they are looked for by', async () => {
    fill(60, (block) => ({
      client: block % 20 === 0 ? 'auditor' : 'laptop',
      model: block % 15 === 0 ? 'rare' : 'common',
      status: block === 33 ? 503 : 200,
      end: block === 34 ? 'cut' : 'ok',
      pool: block < 5 ? 'accounts' : 'lb',
    }))
    expect(await blocksOf({ client: 'auditor' })).toEqual([40, 20, 0])
    expect(await blocksOf({ model: 'rare' }, 1)).toEqual([45, 30, 15, 0])
    expect(await blocksOf({ status: 503 })).toEqual([33])
    expect(await blocksOf({ end: 'cut' })).toEqual([34])
    expect(await blocksOf({ pool: 'accounts' })).toEqual([4, 3, 2, 1, 0])
    expect(await blocksOf({ client: 'auditor', model: 'rare' })).toEqual([0])
    expect(await blocksOf({ client: 'nobody' })).toEqual([])
    expect(await blocksOf({ model: 'rare', since: 15_000, until: 45_000 })).toEqual([30, 15])
    expect(await blocksOf({}, 7)).toHaveLength(60)
  })

  test('are found by an account that was only tried, by id or name', async () => {
    const tried = exampleAttempt({ accountId: 'bbbb', account: 'key-2', status: 500 })
    fill(30, (block) => (block === 9 ? { attempts: [tried, exampleAttempt()] } : {}))
    expect(await blocksOf({ account: 'bbbb' })).toEqual([9])
    expect(await blocksOf({ account: 'key-2' })).toEqual([9])
  })

  test('are all there where the machine is slow, and nothing more is promised', async () => {
    fill(1, () => ({}))
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000))
    const page = await findRequests(createKysely(database), {}, { limit: 3, cursor: null })
    expect([page.items.length, page.next]).toEqual([1, null])
  })

  test('that are gone leave nothing noted', () => {
    fill(30, (block) => ({ client: `client-${block}` }))
    const noted = (): number => Number(database.prepare('select count(*) as n from facets').get()?.['n'])
    const before = noted()
    database.exec(`delete from requests where id < ${20 * BLOCK_IDS}`)
    prepareFacetRetirement(database)()
    expect(noted()).toBe(before / 3)
    database.exec('delete from requests')
    prepareFacetRetirement(database)()
    expect(noted()).toBe(0)
  })
})
