import type { DatabaseSync } from 'node:sqlite'
import type { RequestRow } from '../../model/ledger.ts'
import { blockOf, facetOf, type FacetKind, tellFacets } from './facets.ts'

/** Values of one kind whose last block is remembered: others are written once more, which changes nothing. */
const MAX_REMEMBERED = 10_000
/** Facets that one slice of retention looks at. */
const SLICE_FACETS = 500

/** Notes which block of the ledger holds requests with which facet. */
export interface FacetTable {
  /** Within the transaction that holds the row. */
  add(row: RequestRow): void
  /** After a rollback. */
  forget(): void
}

export function prepareFacetTable(database: DatabaseSync): FacetTable {
  const insert = database.prepare('insert or ignore into facets (facet, block) values (?, ?)')
  /** The block that was noted last, by value. */
  const last: Readonly<Record<FacetKind, Map<string | number, number>>> = {
    pool: new Map(),
    status: new Map(),
    end: new Map(),
    model: new Map(),
    client: new Map(),
    account: new Map(),
  }
  let block = 0

  function note(kind: FacetKind, value: string | number): void {
    const known = last[kind]
    if (known.get(value) === block) return
    if (known.size >= MAX_REMEMBERED) known.clear()
    insert.run(facetOf(kind, value), block)
    known.set(value, block)
  }

  return {
    add(row) {
      block = blockOf(row.id)
      tellFacets(row, note)
    },
    forget() {
      for (const known of Object.values(last)) known.clear()
    },
  }
}

/** Deletes what is noted of requests that are gone: some facets at a time, in turns, since the key begins with the facet. */
export function prepareFacetRetirement(database: DatabaseSync): () => void {
  const oldest = database.prepare('select min(id) as id from requests')
  const following = database.prepare('select min(facet) as facet from facets where facet > ?')
  const remove = database.prepare('delete from facets where facet = ? and block < ?')
  let cursor = -1
  return () => {
    const id = oldest.get()?.['id']
    const before = typeof id === 'number' ? blockOf(id) : Number.MAX_SAFE_INTEGER
    for (let looked = 0; looked < SLICE_FACETS; looked += 1) {
      const facet = following.get(cursor)?.['facet']
      if (typeof facet !== 'number') {
        cursor = -1
        return
      }
      remove.run(facet, before)
      cursor = facet
    }
  }
}
