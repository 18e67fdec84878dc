import { expect, test } from 'vitest'
import { barAddresses, barHost } from './barred-address.ts'

const MAY_NOT = 'is private, and this account may not reach such (allow_private)'

test.each([
  ['10.0.0.5', `the address 10.0.0.5 ${MAY_NOT}`],
  ['[::1]', `the address ::1 ${MAY_NOT}`],
  ['metadata.google.internal', `the name metadata.google.internal ${MAY_NOT}`],
  ['llm.example', null],
  ['1.1.1.1', null],
])('of the host %s is said: %s', (host, words) => {
  expect(barHost(host)).toBe(words)
})

test('an address that a name has is told together with the name', () => {
  expect(barAddresses(['10.0.0.5'], 'llm.example')).toBe(`the address 10.0.0.5 of llm.example ${MAY_NOT}`)
})

test.each([[['10.0.0.5', '1.1.1.1']], [['2606:4700:4700::1111']], [[]]])(
  'nothing speaks against a name that has %j',
  (addresses) => expect(barAddresses(addresses, 'llm.example')).toBe(null),
)
