/** How large a call is, as far as can be told without parsing its body. Plain data. */
export interface CallSize {
  /** Length of the body. */
  readonly bytes: number
  /** Tokens of output that it allows at the most; `null` where it does not say. */
  readonly maxOutput: number | null
  /** It carries signed thinking, which vendors bind to the account that produced it. */
  readonly signed: boolean
}
