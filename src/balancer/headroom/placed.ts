import type { RoomSeen } from '../../model/ledger.ts'
import type { Reservation } from './reservation.ts'

/** Why an account won, as the trace says it. */
export type WhySent =
  /** Its conversation is with the account, which has it cached and has room. */
  | 'headroom: cached here'
  | 'headroom: most room'
  /** Another conversation of its session is with the account, which has room to spare. */
  | 'headroom: beside its session'
  /** The call kept its place there while it waited for room. */
  | 'headroom: waited'
  /** What is cached is left behind, and goes on elsewhere. */
  | 'headroom: moved, its account has no room'
  | 'headroom: moved, its account is with more than its share'
  | 'headroom: moved, its account cannot be asked'

/** Where a call goes. Positions are the lane's. */
export type Placed = Sent | Held | Full

export interface Sent {
  readonly kind: 'send'
  readonly why: WhySent
  readonly position: number
  readonly reservation: Reservation
  readonly seen: readonly RoomSeen[]
}

/** It keeps its place there until `at`, epoch ms. */
export interface Held {
  readonly kind: 'wait'
  readonly at: number
  readonly reservation: Reservation
  readonly seen: readonly RoomSeen[]
}

/** Nobody has room, nor will anybody in time; `at` is when somebody will, `Infinity` where nothing tells. */
export interface Full {
  readonly kind: 'full'
  readonly at: number
  readonly seen: readonly RoomSeen[]
}
