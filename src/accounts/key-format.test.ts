import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatKey, isMistypedKey, isWellFormedKey, KEY_RANDOM_BYTES } from './key-format.ts'

const randomBytes = fc.uint8Array({ minLength: KEY_RANDOM_BYTES, maxLength: KEY_RANDOM_BYTES })
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

describe('a client key', () => {
  it('has its prefix, 30 characters of chance and 6 of checksum, whatever the chance', () => {
    fc.assert(
      fc.property(randomBytes, (bytes) => {
        const key = formatKey(bytes)
        expect(key).toMatch(/^cf_[0-9A-Za-z]{36}$/)
        expect(isWellFormedKey(key)).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is recognised as mistyped with any one character changed', () => {
    const place = fc.integer({ min: 3, max: 38 })
    const letter = fc.constantFrom(...Array.from(ALPHABET))
    fc.assert(
      fc.property(randomBytes, place, letter, (bytes, at, other) => {
        const key = formatKey(bytes)
        fc.pre(key[at] !== other)
        expect(isMistypedKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('carries the same CRC-32 that other tools compute', () => {
    const key = formatKey(new Uint8Array(KEY_RANDOM_BYTES).fill(7))
    let value = 0
    for (const character of key.slice(-6)) value = value * 62 + ALPHABET.indexOf(character)
    expect(value).toBe(crc32(key.slice(0, -6)))
  })

  it('is no key when cut off, padded or of another kind', () => {
    const key = formatKey(new Uint8Array(KEY_RANDOM_BYTES))
    for (const text of ['', 'cf_', key.slice(0, -1), `${key}0`, ` ${key}`, key.toUpperCase(), 'sk-ant-api03-abc']) {
      expect(isWellFormedKey(text)).toBe(false)
    }
  })

  it('is not made of too little chance', () => {
    expect(() => formatKey(new Uint8Array(KEY_RANDOM_BYTES - 1))).toThrow(RangeError)
  })
})
