import { expect, test } from 'vitest'
import { readPasted, toRedirectUri } from './read-pasted.ts'

const BEGUN = 'https://vendor.example/authorize?state=s1&client_id=x'

test('a whole address is handed on whole', () => {
  const address = 'http://127.0.0.1:8080/callback?code=c&state=s1'
  expect(readPasted(` ${address}\n`, BEGUN)).toEqual({ redirected_to: address })
})

test('a code alone has the state of the address where it was begun', () => {
  expect(readPasted('c1', BEGUN)).toEqual({ code: 'c1', state: 's1' })
})

test('a code that brings its state keeps it', () => {
  expect(readPasted('c1#s2', BEGUN)).toEqual({ code: 'c1', state: 's2' })
})

test('nothing is nothing', () => {
  expect(readPasted('  ', BEGUN)).toBeNull()
})

test('a vendor sends back to this page where it is on this machine, else to an address that can be copied', () => {
  expect(toRedirectUri('http://localhost:8080')).toBe('http://localhost:8080/callback')
  expect(toRedirectUri('https://gateway.example')).toBe('http://127.0.0.1:8976/callback')
})
