import type { Draw } from './headroom/draw.ts'
import type { Reservation } from './headroom/reservation.ts'
import type { Effect } from './effect.ts'
import type { Member } from './member.ts'

/** One attempt under way. Opaque to everyone but the board: it is handed back when the attempt is over. */
export interface Ticket {
  readonly member: Member
  /** Orders what happens on a board: a cooldown with a lower number began before this request was sent. */
  readonly sequence: number
  readonly model: string | null
  /** It holds the single place of a probe or of an hourly call. */
  readonly probe: boolean
  /** The breaker's generation that the answer counts for. */
  generation: number
  /** What it is expected to use, with `headroom`. */
  readonly reservation: Reservation | null
  /** What it has used, as far as the vendor told. */
  used: Draw | null
  /** It was refused because it takes more than was left, which is something still: smaller ones may be served. */
  tooLarge: boolean
  answered: boolean
  settled: boolean
  /** What its mark did, where that may be withdrawn. */
  effect: Effect | null
}
