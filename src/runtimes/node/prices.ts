import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { BoundOf, PriceOf, PriceOverride } from '../../model/price.ts'

/**
 * What calls cost, for client keys with a budget. The price list takes some 20 MB and 30 ms, so it is loaded into the
 * thread that serves only once there is such a key.
 */
export class Prices {
  readonly #overrides: () => readonly PriceOverride[]
  #prices: { readonly priceOf: PriceOf; readonly boundOf: BoundOf } | null = null

  /** What the operator says that models cost, as it is now. */
  constructor(overrides: () => readonly PriceOverride[]) {
    this.#overrides = overrides
  }

  /** Call it before a key takes effect. */
  async prepareFor(key: Pick<ClientKeyRecord, 'budget'>): Promise<void> {
    if (key.budget === null || this.#prices !== null) return
    const [{ createPricing }, { createPriceBound }] = await Promise.all([
      import('../../stores/pricing.ts'),
      import('../../stores/price-bound.ts'),
    ])
    this.#prices ??= { priceOf: createPricing(this.#overrides), boundOf: createPriceBound(this.#overrides) }
  }

  readonly priceOf: PriceOf = (call) => this.#prices?.priceOf(call) ?? null
  readonly boundOf: BoundOf = (call) => this.#prices?.boundOf(call) ?? null
}
