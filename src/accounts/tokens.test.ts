import { expect, it } from 'vitest'
import { decodeTokens, encodeTokens, fitsHeader } from './tokens.ts'

it('what is no tokens is null, and no error that quotes it', () => {
  for (const text of ['sk-ant-canary-0123456789', '', 'null', '[]', '{}']) expect(decodeTokens(text)).toBe(null)
})

it('tokens are kept as they came', () => {
  const tokens = {
    accessToken: 'a',
    expiresAt: 2,
    lifetimeMs: 1,
    refreshToken: null,
    refreshedAt: 1,
    source: 'sign-in',
  } as const
  expect(decodeTokens(encodeTokens(tokens))).toEqual(tokens)
})

it('a token with a line break, a space or a letter beyond ASCII goes into no header', () => {
  expect(fitsHeader('eyJ.a-b_c~+/=')).toBe(true)
  for (const token of ['a\r\nx-evil: 1', 'a b', 'ä', '']) expect(fitsHeader(token)).toBe(false)
})
