import type { LookupAddress, LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { expect, test } from 'vitest'
import { AddressBarred, createPublicLookup } from './public-lookup.ts'

type Found = readonly [error: Error | null, found: string | readonly LookupAddress[], family?: number | undefined]

/** A resolver that knows one name. */
function finding(...addresses: readonly string[]): LookupFunction {
  return (_, __, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
}

function lookUp(find: LookupFunction, options: LookupOptions = { all: true }): Promise<Found> {
  return new Promise((resolve) => createPublicLookup(find)('llm.example', options, (...found) => resolve(found)))
}

test('of public and private addresses the public ones alone are found, in their order', async () => {
  const find = finding('10.0.0.5', '2606:4700:4700::1111', '::1', '1.1.1.1', '::ffff:127.0.0.1', '169.254.169.254')
  expect(await lookUp(find)).toEqual([
    null,
    [
      { address: '2606:4700:4700::1111', family: 6 },
      { address: '1.1.1.1', family: 4 },
    ],
  ])
})

test('where one address is wanted it is the first public one', async () => {
  expect(await lookUp(finding('10.0.0.5', '1.1.1.1'), {})).toEqual([null, '1.1.1.1', 4])
})

test('where all are private, that is the reason', async () => {
  const [error, found] = await lookUp(finding('10.0.0.5', '::1'))
  expect(error).toBeInstanceOf(AddressBarred)
  expect(error?.message).toContain('the address 10.0.0.5 of llm.example is private')
  expect(found).toEqual([])
})

const findOne: LookupFunction = (_, __, callback) => callback(null, '127.0.0.1', 4)

test('a resolver that gives one address only is heard, too', async () => {
  expect((await lookUp(findOne, {}))[0]).toBeInstanceOf(AddressBarred)
})

test('what the resolver says is wrong stays as it is', async () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND llm.example'), { code: 'ENOTFOUND' })
  expect((await lookUp((_, __, callback) => callback(error, [])))[0]).toBe(error)
})
