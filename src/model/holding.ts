import type { AccountId } from './account.ts'

/** Which account of a pool holds what a vendor keeps. */
export interface HoldingRecord {
  readonly pool: string
  /** Its id, as in `StateReach`. */
  readonly resource: string
  /** `null` is: not remembered any more. */
  readonly account: AccountId | null
  /** When it was learned or last used, to a day; epoch ms. */
  readonly at: number
}
