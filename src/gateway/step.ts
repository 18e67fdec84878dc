import type { Account } from '../model/account.ts'
import type { GatewayError, GatewayErrorCode } from '../model/errors.ts'
import type { AttemptRow, PassedOver, RoomSeen } from '../model/ledger.ts'
import type { LimitsTold } from '../model/limit.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Refusal } from '../model/refusal.ts'

/** An upstream's refusal, as far as it is judged; its headers and body stay with whoever drives the Exchange. */
export interface Refused {
  readonly status: number
  readonly refusal: Refusal
  /** What it says of limits; absent where that is nothing. */
  readonly limits?: LimitsTold
}

/** The head of an answer that is no refusal. */
export interface Answered {
  readonly status: number
  /** What it says of limits; `null` where that is nothing. */
  readonly limits: LimitsTold | null
}

/** Why no answer came. */
export type Failure = Extract<Outcome, { kind: 'unreachable' | 'barred' | 'broken' | 'silent' | 'unready' }>

/** What the driver of an Exchange does next. */
export type Step =
  /** `renewed` asks for another token than the one that was refused last. */
  | { readonly kind: 'send'; readonly account: Account; readonly token: 'current' | 'renewed' }
  /** Nobody has room: after so many ms the Exchange is asked again (`onWaited`). */
  | { readonly kind: 'wait'; readonly ms: number }
  /** The caller's answer is the refusal that was reported last, byte for byte; `waitS` replaces its `retry-after`. */
  | { readonly kind: 'pass'; readonly waitS: number | null }
  /** The caller's answer is this error of the gateway's own. */
  | { readonly kind: 'refuse'; readonly error: GatewayError }

/** An Exchange as plain data, so that it can go on where the one that it was is gone. */
export interface ExchangeRecord {
  readonly attempts: readonly AttemptRow[]
  /** Whether the last of them is not settled yet. */
  readonly underWay: boolean
  /** When it was opened, ms after the call began. */
  readonly openedMs: number
  /** Since when it has waited for room, ms after the call began; absent or `null` where it does not. */
  readonly heldMs?: number | null
  /** What was seen of rooms as nobody had any; absent or `null` where somebody had. */
  readonly seen?: readonly RoomSeen[] | null
  /** The last refusal that came, and which attempt's it is. */
  readonly kept: { readonly refused: Refused; readonly attempt: number } | null
  readonly usedSecondChance: boolean
  readonly mayBeDone: boolean
  /** Origins that could not be reached, one for each time. */
  readonly unreachable: readonly string[]
  readonly available: number
  readonly passedOver: readonly PassedOver[]
  /** What the caller gets; 0 while that is not known. */
  readonly status: number
  readonly error: GatewayErrorCode | null
  /** It is a vendor's refusal. */
  readonly refused: boolean
  /** Which attempt's answer it is. */
  readonly answering: number | null
}
