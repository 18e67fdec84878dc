import type { PoolRow } from '../../../../src/admin/contract.ts'

export type Strategy = PoolRow['strategy']

/** What each strategy does, in a sentence, in the order in which they are offered. */
export const STRATEGIES: readonly { readonly name: Strategy; readonly words: string }[] = [
  {
    name: 'session',
    words: 'One account keeps the traffic for the length of a session, so that its prompt caches stay warm.',
  },
  {
    name: 'headroom',
    words: 'The account with the most room below its limits; a conversation stays where it is cached.',
  },
  { name: 'round-robin', words: 'Every account in turn.' },
  { name: 'weighted', words: 'Each account as often as its weight says, spread out.' },
  { name: 'time-window', words: 'Accounts that were not used for a while come first.' },
]

export function strategyWords(name: Strategy): string {
  return STRATEGIES.find((strategy) => strategy.name === name)?.words ?? ''
}
