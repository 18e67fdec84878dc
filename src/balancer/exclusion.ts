import type { Origin } from './origins.ts'
import type { Skip } from './tournament.ts'

/** Accounts that a call passes by: those it has asked, and all of the origins it shuns. Positions are a lane's. */
export interface Exclusion extends Skip {
  readonly positions: readonly number[]
  readonly origins: readonly Origin[]
}

/** `originAt` tells the origin of the account at a position. */
export function createExclusion(
  positions: readonly number[],
  origins: readonly Origin[],
  originAt: (position: number) => Origin | undefined,
): Exclusion {
  return {
    positions,
    origins,
    has(position) {
      if (positions.includes(position)) return true
      if (origins.length === 0) return false
      const origin = originAt(position)
      return origin !== undefined && origins.includes(origin)
    },
  }
}
