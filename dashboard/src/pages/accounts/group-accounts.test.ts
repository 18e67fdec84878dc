import { expect, test } from 'vitest'
import { accountNamed } from './account-fixture.ts'
import { groupByPool, isMeant, tightestOf } from './group-accounts.ts'

function pool(name: string) {
  return { name, enabled: true, strategy: 'session' } as const
}

test('accounts stand by their pools in the order of the pools, and keep their own', () => {
  const accounts = [accountNamed('b', { pool: 'lb' }), accountNamed('z'), accountNamed('a')]
  const groups = groupByPool(accounts, [pool('accounts'), pool('lb'), pool('empty')])
  expect(groups.map(({ pool: name, accounts: rows }) => [name, rows.map((row) => row.name)])).toEqual([
    ['accounts', ['z', 'a']],
    ['lb', ['b']],
  ])
})

test('an account whose pool is not told of yet is shown all the same', () => {
  expect(groupByPool([accountNamed('a', { pool: 'new' })], [])).toMatchObject([{ pool: 'new', row: null }])
})

test('every word that is typed has to be found, in any case and place', () => {
  const account = accountNamed('Work-1', { state: 'needs_sign_in' })
  expect(isMeant(account, 'work anthropic')).toBe(true)
  expect(isMeant(account, 'needs sign')).toBe(true)
  expect(isMeant(account, 'work gemini')).toBe(false)
  expect(isMeant(account, '')).toBe(true)
})

test('an account without a known limit is sorted behind one that is unused', () => {
  expect(tightestOf({ limits: [] })).toBe(-1)
})
