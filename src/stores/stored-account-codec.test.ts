import { describe, expect, it } from 'vitest'
import type { AccountId } from '../model/account.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import { decodeAccount, encodeAccount } from './stored-account-codec.ts'

const ACCOUNT: StoredAccount = {
  key: 'acct_1',
  id: '0123456789abcdef01234567' as AccountId,
  name: 'mine',
  pool: 'accounts',
  provider: 'anthropic',
  kind: 'api_key',
  baseUrl: null,
  weight: 1,
  priority: 0,
  models: [],
  modelMap: [],
  note: null,
  allowPrivate: false,
  identity: null,
  needsSignIn: null,
  maskedKey: 'sk-ant-…cdef',
  createdAt: 1_790_000_000_000,
  version: 1,
  sealed: 'v1.sealed',
  maxInFlight: 4,
  maxUtilization: 0.9,
  quotaGroup: 'org',
}

const rowOf = (account: StoredAccount, record: string) => {
  const { key, id, name, version, sealed } = account
  return { key, id, name, version, sealed, record }
}

describe('a stored account in its row', () => {
  it('is read as it was written', () => {
    expect(decodeAccount(rowOf(ACCOUNT, encodeAccount(ACCOUNT)))).toEqual(ACCOUNT)
  })

  it('that was written before there were caps has none', () => {
    const { maxInFlight: _in, maxUtilization: _use, quotaGroup: _group, ...older } = ACCOUNT
    expect(decodeAccount(rowOf(ACCOUNT, JSON.stringify(older)))).toEqual({
      ...older,
      maxInFlight: null,
      maxUtilization: null,
      quotaGroup: null,
    })
  })
})
