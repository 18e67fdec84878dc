import type { Decided } from './token-endpoint.ts'
import type { TokenStep } from './troubles.ts'

/** One request to a token endpoint. */
export interface TokenRequest extends Omit<Decided, 'answer'> {
  /** From 1, in the order in which they were decided about. */
  readonly number: number
  /** Epoch ms by the server's clock. */
  readonly at: number
  readonly endpoint: 'token' | 'exchange'
  /** `granted`, an error of RFC 6749, section 5.2, or `none` where nothing was decided. */
  readonly outcome: string
  /** What was done with it; `serve` is the usual. */
  readonly step: TokenStep['kind']
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** Redemptions of a refresh token that were granted, of one family or of all. */
export function countRedemptions(requests: readonly TokenRequest[], family: number | null = null): number {
  return requests.filter((one) => isRefresh(one) && one.outcome === 'granted' && isOf(one, family)).length
}

/**
 * How often a new token was asked for in the place of each one that ends, by its end (epoch ms): more than 1 is two callers
 * who did not know of each other. Those are in it that were refused, since a second try with a spent token is.
 */
export function countByExpiry(
  requests: readonly TokenRequest[],
  family: number | null = null,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const one of requests) {
    if (one.replaces !== null && isOf(one, family)) counts.set(one.replaces, (counts.get(one.replaces) ?? 0) + 1)
  }
  return counts
}

function isRefresh({ grant }: TokenRequest): boolean {
  return grant === 'refresh_token'
}

function isOf(request: TokenRequest, family: number | null): boolean {
  return family === null || request.family === family
}
