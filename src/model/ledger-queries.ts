import type { Analytics, AnalyticsQuery } from './analytics.ts'
import type { RequestEnd, RequestRow } from './ledger.ts'
import type { Spread } from './spread.ts'

/** A finished request as it is read back. */
export interface StoredRequest extends RequestRow {
  /** US dollars; `null` where the price or the usage is unknown, which is not zero. */
  readonly cost: number | null
}

/** What requests are looked for; an absent field asks nothing. */
export interface RequestFilter {
  readonly pool?: string | undefined
  /** Id or name of an account that answered it or was tried for it. */
  readonly account?: string | undefined
  readonly model?: string | undefined
  readonly client?: string | undefined
  readonly status?: number | undefined
  readonly end?: RequestEnd | undefined
  /** Begun at this moment or later, epoch ms. */
  readonly since?: number | undefined
  /** Begun before this moment, epoch ms. */
  readonly until?: number | undefined
}

export interface PageRequest {
  /** 1 to 500. */
  readonly limit: number
  /** `next` of the page before; `null` asks for the newest. */
  readonly cursor: string | null
}

/** Newest first. A page may be short, or empty, and still have a `next`: one page looks through a bounded stretch. */
export interface RequestPage {
  readonly items: readonly StoredRequest[]
  readonly next: string | null
}

export type RollupDimension = 'pool' | 'account' | 'provider' | 'model'

export interface RollupQuery {
  /** Minutes are kept about a week, hours as long as rollups are kept. */
  readonly unit: 'minute' | 'hour'
  /** Epoch ms; whole units from here… */
  readonly from: number
  /** …up to but not including this. */
  readonly to: number
  /** What rows are kept apart by; the rest is summed. */
  readonly by: readonly RollupDimension[]
  /** Whether each minute or hour is a row of its own, or all of them are summed. */
  readonly over: 'time' | 'total'
  readonly pool?: string | undefined
  readonly accountId?: string | undefined
  readonly model?: string | undefined
}

/** Sums over requests that began in one stretch of time. Dimensions that were summed over are `null`. */
export interface Rollup {
  /** Start of the minute or hour, epoch ms; `null` where all time was summed. */
  readonly at: number | null
  readonly pool: string | null
  readonly accountId: string | null
  readonly account: string | null
  readonly provider: string | null
  readonly model: string | null
  readonly requests: number
  readonly ok: number
  readonly failed: number
  readonly cut: number
  readonly gone: number
  /** Attempts beyond each request's first. */
  readonly failovers: number
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  /** US dollars of the requests whose cost is known; `null` where none is. */
  readonly cost: number | null
  /** How many requests' cost is known. */
  readonly priced: number
  readonly duration: Spread
  readonly firstByte: Spread
}

/** Reads what the ledger holds. Whatever was recorded before the question is in the answer, as long as the disk keeps up. */
export interface LedgerQueries {
  requests(filter: RequestFilter, page: PageRequest): Promise<RequestPage>
  /** `null` where it is unknown or no longer kept. */
  request(id: number): Promise<StoredRequest | null>
  /** At most 500; those that are unknown or no longer kept are left out. In the order of their ids. */
  requestsById(ids: readonly number[]): Promise<readonly StoredRequest[]>
  rollups(query: RollupQuery): Promise<readonly Rollup[]>
  /** An account or a model that is not known has empty sums. */
  analytics(query: AnalyticsQuery): Promise<Analytics>
}
