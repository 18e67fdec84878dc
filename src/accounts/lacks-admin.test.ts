import { expect, test } from 'vitest'
import { mint, NOW } from '../admin/control-fixture.ts'
import { lacksAdmin } from './lacks-admin.ts'

const calling = mint().record
const admin = mint({ scopes: ['admin'] }).record
const passing = mint({ scopes: ['admin'], expiresAt: NOW }).record

test.each([
  ['no keys at all are open mode', [], false],
  ['a key for calls alone is not enough', [calling], true],
  ['one admin key is', [calling, admin], false],
  ['an admin key that has expired is not', [calling, passing], true],
])('%s', (_name, keys, expected) => {
  expect(lacksAdmin(keys, NOW)).toBe(expected)
})
