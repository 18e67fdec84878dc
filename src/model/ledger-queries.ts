import type { Analytics, AnalyticsQuery, AnalyticsSums } from './analytics.ts'
import type { RequestEnd, RequestRow } from './ledger.ts'

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

/** What sums are asked of. A store keeps no shorter stretches apart than five minutes: it begins and ends with one of them. */
export interface TimeStretch {
  /** Epoch ms, from here… */
  readonly from: number
  /** …up to but not including this. */
  readonly to: number
}

/** Reads what the ledger holds. Whatever was recorded before the question is in the answer, as long as the disk keeps up. */
export interface LedgerQueries {
  requests(filter: RequestFilter, page: PageRequest): Promise<RequestPage>
  /** `null` where it is unknown or no longer kept. */
  request(id: number): Promise<StoredRequest | null>
  /** At most 500; those that are unknown or no longer kept are left out. In the order of their ids. */
  requestsById(ids: readonly number[]): Promise<readonly StoredRequest[]>
  /** Over the requests of all pools that began in that stretch. */
  sums(stretch: TimeStretch): Promise<AnalyticsSums>
  /** An account or a model that is not known has empty sums. */
  analytics(query: AnalyticsQuery): Promise<Analytics>
}
