import type { Keys } from './keyed.ts'

/** The turn is of the account whose turn is longest ago: who comes back joins in, and is not flooded to catch up. */
export const ROUND_ROBIN: Keys = {
  first: () => 0,
  second: (member) => member.turn,
}
