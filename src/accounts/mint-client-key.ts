import type { ClientKeyRecord, KeyBudget, KeyScope } from '../model/client-key.ts'
import { formatKey, KEY_RANDOM_BYTES } from './key-format.ts'

/** What is asked of a new key; the rest is made up here. */
export interface ClientKeySpec {
  readonly name: string
  readonly scopes: readonly KeyScope[]
  readonly pools: readonly string[]
  readonly models: readonly string[]
  /** Epoch ms; `null` is never. */
  readonly expiresAt: number | null
  /** Integer from 1; `null` is no limit. */
  readonly requestsPerMinute: number | null
  /** Integer from 1; `null` is no limit. */
  readonly tokensPerMinute: number | null
  /** `null` is no limit. */
  readonly budget: KeyBudget | null
}

export interface MintSources {
  /** So many cryptographically random bytes. */
  random(length: number): Uint8Array
  /** SHA-256 as lower-case hex. */
  hash(text: string): string
  /** Epoch ms. */
  readonly now: number
}

/** A new client key and its record. The key is in `key` and nowhere else: show it once, store the record. */
export function mintClientKey(
  spec: ClientKeySpec,
  sources: MintSources,
): { readonly key: string; readonly record: ClientKeyRecord } {
  const key = formatKey(sources.random(KEY_RANDOM_BYTES))
  const id = `key_${toHex(sources.random(8))}`
  return { key, record: { ...spec, id, hash: sources.hash(key), createdAt: sources.now, lastUsedAt: null } }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
