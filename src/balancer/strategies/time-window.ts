import type { Keys } from './keyed.ts'

/**
 * Fewest turns within the window, then least recently used. Accounts unused for at least the window have no turn in
 * it, so they come first, the one unused the longest before the others: both halves of the rule are one order.
 */
export const TIME_WINDOW: Keys = {
  first: (member) => member.windowTurns,
  second: (member) => member.turn,
}
