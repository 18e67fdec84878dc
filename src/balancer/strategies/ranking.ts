import type { Skip } from '../tournament.ts'

/** A strategy's order over those of a lane's accounts that can be asked. Positions are the lane's. */
export interface Ranking {
  /** Enters an account; again, where what it is ranked by has changed. */
  put(position: number): void
  drop(position: number): void
  /** Whose turn it is, -1 where nobody is left. */
  best(skip: Skip | null): number
  /** It takes the turn. */
  took(position: number): void
  /** Many changes follow, up to `release`. */
  hold(): void
  release(): void
}
