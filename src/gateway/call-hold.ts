import type { KeyHold } from '../accounts/key-limits.ts'
import type { Account } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import type { PriceOf } from '../model/price.ts'
import type { Usage } from '../model/usage.ts'
import { toProviderModel } from './model-map.ts'

/**
 * Whether a vendor did what a call asked for:
 * - `no`: nobody was asked, or everybody who was asked refused
 * - `whole`: the answer came to its end
 * - `perhaps`: the answer was cut, or the caller left, or none came; or it is the second time that it was carried out
 */
export type CarriedOut = 'no' | 'whole' | 'perhaps'

/** How a call ended, as far as its cost goes. */
export interface Spent {
  /** Whose answer the caller got. */
  readonly account: Account | null
  /** As the vendor names it; `null` where it did not. */
  readonly model: string | null
  readonly usage: Usage
  /** Epoch ms. */
  readonly endedAt: number
}

/** What one call of a limited client key holds of the key's tokens and dollars until it is over. */
export class CallHold {
  readonly #call: Pick<Call, 'model' | 'startedAt'>
  readonly #hold: KeyHold
  readonly #priceOf: PriceOf

  constructor(call: Pick<Call, 'model' | 'startedAt'>, hold: KeyHold, priceOf: PriceOf) {
    this.#call = call
    this.#hold = hold
    this.#priceOf = priceOf
  }

  /** The call is over, with what was held given back but for what it used. Only the first time counts. */
  settle(spent: Spent, carriedOut: CarriedOut): void {
    const { demand } = this.#hold
    if (carriedOut === 'no') {
      this.#hold.settle({ tokens: 0, usd: 0 }, spent.endedAt)
      return
    }
    const tokens = tokensOf(spent.usage)
    const usd = this.#costOf(spent)
    const charge =
      carriedOut === 'whole'
        ? { tokens, usd }
        : // What is known may be a part of it.
          { tokens: Math.max(tokens ?? 0, demand.tokens), usd: Math.max(usd ?? 0, demand.usd) }
    this.#hold.settle(charge, spent.endedAt)
  }

  /** By the vendor's name for the model; by the one it was asked for where that one is not listed. */
  #costOf({ account, model, usage }: Spent): number | null {
    if (account === null) return null
    const { provider } = account
    const { model: asked, startedAt: time } = this.#call
    const mapped = asked === null ? null : toProviderModel(account, asked)
    return (
      this.#priceOf({ provider, model: model ?? asked, usage, time }) ??
      this.#priceOf({ provider, model: mapped, usage, time })
    )
  }
}

/** All tokens, read from a cache or not; `null` where the vendor told none. */
function tokensOf({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): number | null {
  if (input === null && output === null) return null
  return (input ?? 0) + (output ?? 0) + (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0)
}
