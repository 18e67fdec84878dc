import type { RequestFilter } from '../../model/ledger-queries.ts'
import type { RequestRow } from '../../model/ledger.ts'

/**
 * What requests are filtered by, as numbers, and blocks of the ledger: which block holds requests with which facet is
 * kept, so that a rare account, model, client or status is found without looking through the rest.
 */

/** Ids that a block spans: half a minute of them. Requests lie in their block by id, and ids grow with time. */
export const BLOCK_IDS = 2 ** 26

export function blockOf(id: number): number {
  return Math.floor(id / BLOCK_IDS)
}

export type FacetKind = 'pool' | 'status' | 'end' | 'model' | 'client' | 'account'

/** Tells each facet of a request; one may be told twice. */
export function tellFacets(row: RequestRow, tell: (kind: FacetKind, value: string | number) => void): void {
  tell('pool', row.pool)
  tell('status', row.status)
  tell('end', row.end)
  if (row.model !== null) tell('model', row.model)
  if (row.client !== null) tell('client', row.client)
  if (row.accountId !== null) tell('account', row.accountId)
  if (row.account !== null) tell('account', row.account)
  for (const { accountId, account } of row.attempts) {
    if (accountId === row.accountId) continue
    tell('account', accountId)
    tell('account', account)
  }
}

/** Those that every request has that matches. */
export function facetsOfFilter(filter: RequestFilter): readonly number[] {
  const { pool, account, model, client, status, end } = filter
  const facets: string[] = []
  if (pool !== undefined) facets.push(facet('pool', pool))
  if (account !== undefined) facets.push(facet('account', account))
  if (model !== undefined) facets.push(facet('model', model))
  if (client !== undefined) facets.push(facet('client', client))
  if (status !== undefined) facets.push(facet('status', status))
  if (end !== undefined) facets.push(facet('end', end))
  return facets.map(toFacet)
}

function facet(kind: FacetKind, value: string | number): string {
  return `${kind}\n${value}`
}

/** As it is kept. */
export function facetOf(kind: FacetKind, value: string | number): number {
  return toFacet(facet(kind, value))
}

/** 53 bits (cyrb53). Where two texts share one, a block too many is looked through, and nothing is missed. */
function toFacet(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 2_654_435_761)
    low = Math.imul(low ^ code, 1_597_334_677)
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0)
}
