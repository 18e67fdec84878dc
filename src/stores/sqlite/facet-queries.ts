import type { Kysely } from 'kysely'
import type { RequestFilter } from '../../model/ledger-queries.ts'
import { BLOCK_IDS, blockOf, facetsOfFilter } from './facets.ts'
import type { LedgerTables } from './ledger-tables.ts'

/** Blocks that one page looks through at most. */
const MAX_BLOCKS = 2_000

/** Ids from here up to but not including there. */
export interface IdStretch {
  readonly from: number
  readonly before: number
}

export interface Stretches {
  /** Where what matches can lie, newest first. */
  readonly stretches: readonly IdStretch[]
  /** Before which id there may be more; `null` where there is none. */
  readonly more: number | null
}

/** Where to look for requests that match, within a stretch. */
export async function findStretches(
  ledger: Kysely<LedgerTables>,
  filter: RequestFilter,
  within: IdStretch,
): Promise<Stretches> {
  const facets = await rarestFirst(ledger, facetsOfFilter(filter))
  const complete = await firstCompleteBlock(ledger)
  const newest = within.before - 1
  const [first] = facets
  if (first === undefined || blockOf(newest) < complete) return { stretches: [within], more: null }
  let query = ledger
    .selectFrom('facets as noted')
    .select('noted.block')
    .where('noted.facet', '=', first)
    .where('noted.block', '>=', Math.max(complete, blockOf(within.from)))
    .where('noted.block', '<=', blockOf(newest))
    .orderBy('noted.block', 'desc')
    .limit(MAX_BLOCKS)
  for (const facet of facets.slice(1)) {
    query = query.where((build) =>
      build.exists(
        build
          .selectFrom('facets as other')
          .select('other.block')
          .where('other.facet', '=', facet)
          .whereRef('other.block', '=', 'noted.block'),
      ),
    )
  }
  const blocks = (await query.execute()).map(({ block }) => block)
  const stretches = joined(blocks).map(({ from, before }) => ({
    from: Math.max(from, within.from),
    before: Math.min(before, within.before),
  }))
  const last = blocks.at(-1)
  if (blocks.length === MAX_BLOCKS && last !== undefined) return { stretches, more: last * BLOCK_IDS }
  // Requests of before facets were noted lie anywhere.
  const unnoted = complete * BLOCK_IDS
  return {
    stretches: unnoted > within.from ? [...stretches, { from: within.from, before: unnoted }] : stretches,
    more: null,
  }
}

/** In the fewest blocks first: the others are only looked up there. */
async function rarestFirst(ledger: Kysely<LedgerTables>, facets: readonly number[]): Promise<readonly number[]> {
  if (facets.length < 2) return facets
  const counted = await ledger
    .selectFrom('facets')
    .select(['facet', (build) => build.fn.countAll<number>().as('blocks')])
    .where('facet', 'in', facets)
    .groupBy('facet')
    .execute()
  const blocks = new Map(counted.map((each) => [each.facet, each.blocks]))
  return facets.toSorted((a, b) => (blocks.get(a) ?? 0) - (blocks.get(b) ?? 0))
}

/** From which block on every request's facets are noted. */
async function firstCompleteBlock(ledger: Kysely<LedgerTables>): Promise<number> {
  const noted = await ledger.selectFrom('meta').select('value').where('name', '=', 'facets_from').executeTakeFirst()
  return noted?.value ?? 0
}

/** Blocks that follow each other, newest first, as one stretch. */
function joined(blocks: readonly number[]): IdStretch[] {
  const stretches: IdStretch[] = []
  for (const block of blocks) {
    const from = block * BLOCK_IDS
    const last = stretches.at(-1)
    if (last !== undefined && last.from === from + BLOCK_IDS) stretches[stretches.length - 1] = { ...last, from }
    else stretches.push({ from, before: from + BLOCK_IDS })
  }
  return stretches
}
