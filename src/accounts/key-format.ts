/*
 * A client key reads `cf_`, 30 base62 characters of chance (178 bits), 6 base62 characters of CRC-32 over the part before
 * them. The checksum keeps nobody out: it lets a typo, or a key found where it should not be, be told apart offline.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PREFIX = 'cf_'
const RANDOM_LENGTH = 30
const CHECKSUM_LENGTH = 6
const SHAPE = /^cf_[0-9A-Za-z]{36}$/

/** Bytes of chance that `formatKey` asks for: so many more than it needs that the remainder's bias is below 2^-70. */
export const KEY_RANDOM_BYTES = 32

/** A new key made of `KEY_RANDOM_BYTES` cryptographically random bytes. Throws a RangeError where there are fewer. */
export function formatKey(random: Uint8Array): string {
  if (random.length < KEY_RANDOM_BYTES) throw new RangeError(`a key takes ${KEY_RANDOM_BYTES} random bytes`)
  let rest = 0n
  for (const byte of random.subarray(0, KEY_RANDOM_BYTES)) rest = (rest << 8n) | BigInt(byte)
  const body = PREFIX + toBase62(rest, RANDOM_LENGTH)
  return body + checksum(body)
}

/** Whether a text has a client key's shape and its checksum fits; says nothing about whether such a key exists. */
export function isWellFormedKey(text: string): boolean {
  if (!SHAPE.test(text)) return false
  const body = text.slice(0, PREFIX.length + RANDOM_LENGTH)
  return text.endsWith(checksum(body))
}

/** Whether a text means to be a client key but is not whole: a typo, or a part cut off. */
export function isMistypedKey(text: string): boolean {
  return text.startsWith(PREFIX) && !isWellFormedKey(text)
}

function checksum(body: string): string {
  return toBase62(BigInt(crc32(body)), CHECKSUM_LENGTH)
}

/** The lowest `length` digits of a number in base 62. */
function toBase62(value: bigint, length: number): string {
  let rest = value
  let text = ''
  for (let digit = 0; digit < length; digit++) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

/** CRC-32 of ISO 3309 (polynomial 0xEDB88320) over the text's characters, which are ASCII here. */
function crc32(text: string): number {
  let crc = 0xffffffff
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index) & 0xff
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
