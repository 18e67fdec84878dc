import type { AnalyticsQuery } from '../../model/analytics.ts'
import type { PageRequest, RequestFilter, RequestPage, StoredRequest, TimeStretch } from '../../model/ledger-queries.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import type { AskedModel } from '../../stores/cloudflare/sum-rows.ts'
import type { RawAnalytics } from '../../stores/raw-analytics.ts'
import type { Sums } from '../../stores/sums.ts'

/** Models that are told at the most. */
const MAX_MODELS = 500

export interface PoolReadsPorts {
  readonly pool: string
  readonly store: PoolStore
  /** Writes what waits to be written. */
  readonly flush: () => void
}

/** What a pool's ledger holds; whatever has ended before the question is in the answer. */
export class PoolReads {
  readonly #ports: PoolReadsPorts

  constructor(ports: PoolReadsPorts) {
    this.#ports = ports
  }

  requests(filter: RequestFilter, page: PageRequest): RequestPage {
    return this.#written().requests(filter, page)
  }

  request(id: number): StoredRequest | null {
    return this.#written().request(id)
  }

  analytics(query: AnalyticsQuery): RawAnalytics {
    return this.#written().analytics(query, this.#ports.pool)
  }

  sums(stretch: TimeStretch): Sums {
    return this.#written().sums(stretch)
  }

  /** Models that were asked for since that moment, epoch ms; the most asked for first, at most 500. */
  models(since: number): readonly AskedModel[] {
    const models = this.#written().models(since)
    return models.toSorted((a, b) => b.requests - a.requests).slice(0, MAX_MODELS)
  }

  #written(): PoolStore {
    this.#ports.flush()
    return this.#ports.store
  }
}
