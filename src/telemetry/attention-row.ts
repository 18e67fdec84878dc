/** What something that a person should look at is about, the most pressing first within one level. */
export const ATTENTION_ORDER = [
  'unreachable',
  'no_account',
  'error_rate',
  'ledger',
  'needs_sign_in',
  'last_account',
  'budget',
  'disabled',
  'near_limit',
  'cooling',
] as const

export type AttentionKind = (typeof ATTENTION_ORDER)[number]

export type AttentionLevel = 'critical' | 'warning' | 'note'

/** Something that is so now, before it is known since when. Times are epoch ms. */
export interface Noticed {
  /** The same as long as it is the same thing. */
  readonly id: string
  readonly kind: AttentionKind
  readonly level: AttentionLevel
  /** A sentence or two: what is so, and what to do. */
  readonly text: string
  readonly pool: string | null
  /** Its name. */
  readonly account: string | null
  readonly accountId: string | null
  /** When it is expected to end by itself, where that is known. */
  readonly until: number | null
}

/** As `AttentionRow` of the control API. */
export interface Attention extends Noticed {
  /** When it was first seen. */
  readonly since: number
}
