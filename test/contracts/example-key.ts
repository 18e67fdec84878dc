import type { ClientKeyRecord } from '../../src/model/client-key.ts'

/** A client key as it is kept. */
export function keyOf(name: string): ClientKeyRecord {
  return {
    id: name,
    name,
    hash: `hash of ${name}`,
    scopes: ['call', 'admin'],
    pools: [],
    models: [],
    expiresAt: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    budget: null,
    createdAt: 1_780_000_000_000,
    lastUsedAt: null,
  }
}
