import type { Secret } from '../model/secret.ts'
import type { VaultRecord } from '../model/stored-account.ts'
import { fromBase64url, toBase64url } from './base64url.ts'

/** Where a sealed text is kept. It is bound into it: moved to another row or column, it does not open. */
export interface Place {
  readonly table: string
  readonly row: string
}

/** Seals credentials for the database with a key of this installation (AES-256-GCM, SP 800-38D). */
export interface Vault {
  /** What opens it again beside the secret. */
  readonly record: VaultRecord
  seal(text: string, place: Place): Promise<string>
  /** `null` where it was not sealed by this vault for this place, or was changed since. */
  open(sealed: string, place: Place): Promise<string | null>
}

/** What WebCrypto calls a key, by whichever runtime's types. */
type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.deriveKey>>

const PREFIX = 'v1.'
const SALT_BYTES = 32
/** The length that GCM takes without hashing it; drawn at random, which is sound for 2^32 texts under one key. */
const NONCE_BYTES = 12
const INFO = 'claudeflare vault v1'
const CHECK: Place = { table: 'vault', row: 'check' }
const CHECK_TEXT = 'the secret is the right one'

/** A vault that is new, under a salt of its own. */
export async function createVault(secret: Secret): Promise<Vault> {
  const salt = toBase64url(crypto.getRandomValues(new Uint8Array(SALT_BYTES)))
  const key = await deriveKey(secret, salt)
  return toVault(key, { salt, check: await seal(key, CHECK_TEXT, CHECK) })
}

/** The vault of that record; `null` where the secret is another than the one that it was made with. */
export async function openVault(secret: Secret, record: VaultRecord): Promise<Vault | null> {
  const key = await deriveKey(secret, record.salt)
  return (await open(key, record.check, CHECK)) === CHECK_TEXT ? toVault(key, record) : null
}

function toVault(key: CryptoKey, record: VaultRecord): Vault {
  return {
    record,
    seal: (text, place) => seal(key, text, place),
    open: (sealed, place) => open(key, sealed, place),
  }
}

/** HKDF (RFC 5869): the secret is one of chance, no password, so nothing would be won by making it slow. */
async function deriveKey(secret: Secret, salt: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(secret.reveal()), 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: fromBase64url(salt) ?? new Uint8Array(), info: utf8(INFO) }
  return crypto.subtle.deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

async function seal(key: CryptoKey, text: string, place: Place): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const encrypted = await crypto.subtle.encrypt(cipher(nonce, place), key, utf8(text))
  const whole = new Uint8Array(NONCE_BYTES + encrypted.byteLength)
  whole.set(nonce)
  whole.set(new Uint8Array(encrypted), NONCE_BYTES)
  return PREFIX + toBase64url(whole)
}

async function open(key: CryptoKey, sealed: string, place: Place): Promise<string | null> {
  const whole = sealed.startsWith(PREFIX) ? fromBase64url(sealed.slice(PREFIX.length)) : null
  if (whole === null || whole.length <= NONCE_BYTES) return null
  try {
    const nonce = whole.slice(0, NONCE_BYTES)
    return new TextDecoder().decode(await crypto.subtle.decrypt(cipher(nonce, place), key, whole.slice(NONCE_BYTES)))
  } catch {
    // The tag does not fit, and more than that is never told.
    return null
  }
}

function cipher(nonce: Uint8Array<ArrayBuffer>, { table, row }: Place) {
  return { name: 'AES-GCM', iv: nonce, additionalData: utf8(`${INFO}\0${table}\0${row}`) }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text))
}
