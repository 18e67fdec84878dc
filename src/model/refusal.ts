/** What a cooldown speaks of: the whole account, one model of it, or a family (`opus`) whose name a model's name contains. */
export type CoolScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'family'; readonly family: string }

/**
 * What a vendor's refusal says, read from status, headers and body together (the body's code says more than the status).
 * Times are epoch milliseconds.
 */
export interface Refusal {
  /**
   * - `limit`: a rate limit or quota (429)
   * - `busy`: a 429 that asks for another try at once (`x-should-retry: true`, no reset)
   * - `credit`: out of credit, billing, a spend limit
   * - `credential`: the credential was refused (401, `API_KEY_INVALID`)
   * - `forbidden`: 403
   * - `overloaded`: the vendor is busy, not this account (529)
   * - `server`: other 5xx
   * - `request`: the caller's own fault, or none of the above (other 4xx)
   */
  readonly kind: 'limit' | 'busy' | 'credit' | 'credential' | 'forbidden' | 'overloaded' | 'server' | 'request'
  /** The status the refusal amounts to: 529 for an `overloaded_error` whatever status carried it. */
  readonly status: number
  /** When what it speaks of ends; `null` where it does not say, is unreadable, or lies in the past. */
  readonly until: number | null
  readonly scope: CoolScope
  /** The vendor's code, for logs and traces: `rate_limit_error`. `null` where none was read. */
  readonly code: string | null
}
