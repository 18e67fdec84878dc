import { expect, it } from 'vitest'
import { serverWords } from './server-words.ts'

it('keeps what a server says to people', () => {
  const text = 'The refresh token is expired, revoked or was issued to another client (unsupported_grant_type).'
  expect(serverWords(text, ['another-secret'])).toBe(text)
})

it.each([
  ['the token short-one is unknown', 'the token *** is unknown'],
  ['the token a%20b%26c is unknown', 'the token *** is unknown'],
  ['rt_0f3a5b77c9d1e2f4a6b8 was used twice', '*** was used twice'],
  ['sk-ant-oat01-abcdefghijklmnop', '***'],
  ['two\nlines', 'two?lines'],
])('leaves out what it was sent, and what may be a token: %s', (text, told) => {
  expect(serverWords(text, ['short-one', 'a b&c', ''])).toBe(told)
})

it('is short, and quick about it, however much a server says', () => {
  expect(serverWords(`${'a-'.repeat(500_000)}!`, []).length).toBeLessThanOrEqual(200)
})
