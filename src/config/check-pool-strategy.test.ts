import { describe, expect, it } from 'vitest'
import { STRATEGIES } from '../model/pool.ts'
import { checkPoolStrategy } from './check-pool-strategy.ts'

const key = { kind: 'api_key', name: 'key-1' } as const
const oauth = { kind: 'oauth', name: 'mine' } as const

describe('a pool that holds OAuth accounts', () => {
  it('takes session only, and names the accounts', () => {
    expect(checkPoolStrategy('session', [key, oauth])).toBeNull()
    for (const other of STRATEGIES.filter((strategy) => strategy !== 'session')) {
      expect(checkPoolStrategy(other, [key, oauth])).toContain(
        `OAuth accounts (mine) takes the strategy session only, not ${other}`,
      )
    }
  })
})

describe('a pool of API keys', () => {
  it.each(STRATEGIES)('takes %s', (strategy) => expect(checkPoolStrategy(strategy, [key])).toBeNull())
})
