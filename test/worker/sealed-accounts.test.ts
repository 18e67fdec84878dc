import { describe, expect, test } from 'vitest'
import { storedAccount } from '../../src/config/stored-account-fixture.ts'
import type { GatewayState } from '../../src/runtimes/worker/rpc.ts'
import { sealedAccounts } from '../../src/runtimes/worker/sealed-accounts.ts'

const { stored } = storedAccount('mine', { sealed: null, maxInFlight: 4, maxUtilization: 0.5, quotaGroup: 'org' })
const { maxInFlight: _in, maxUtilization: _use, quotaGroup: _group, ...older } = stored

const stateOf = (accounts: GatewayState['accounts']): GatewayState => ({
  revision: 1,
  keys: [],
  changes: [],
  ...(accounts === undefined ? {} : { accounts }),
})

describe('stored accounts that the gateway object tells', () => {
  test('have their caps', () => {
    expect(sealedAccounts(stateOf([stored]))).toEqual([{ stored, credential: null }])
  })

  test('have none where an older version tells them', () => {
    const none = { ...older, maxInFlight: null, maxUtilization: null, quotaGroup: null }
    expect(sealedAccounts(stateOf([older]))).toEqual([{ stored: none, credential: null }])
  })

  test('are none where a version tells them that has none', () => {
    expect(sealedAccounts(stateOf(undefined))).toEqual([])
  })
})
