import type { AccountRow } from '../../../../src/admin/contract.ts'
import type { Protocol, Way } from './client-lines.ts'

/** A pool that calls can be made to, and what its accounts speak. */
export interface Reachable {
  readonly pool: string
  readonly protocols: readonly Protocol[]
}

export interface WayIn extends Way {
  /** What has to be put into the lines by hand, in a sentence; `null` where they can be used as they are. */
  readonly toFillIn: string | null
}

interface Asked {
  /** Of the gateway: `http://127.0.0.1:8080`. */
  readonly origin: string
  readonly pool: string
  /** Whether no client key exists: any text is a key then. */
  readonly isOpen: boolean
  /** A client key that has just been made for that pool. */
  readonly key: string | null
}

const ANY_KEY = 'unused'
const MISSING_KEY = 'YOUR_CLIENT_KEY'
const MISSING_UUID = 'YOUR_UUID'

/** Pools that have accounts, `accounts` first. */
export function toReachable(accounts: readonly AccountRow[]): readonly Reachable[] {
  const pools = new Map<string, Set<Protocol>>()
  for (const { pool, protocol } of accounts) {
    const spoken = pools.get(pool) ?? new Set()
    pools.set(pool, spoken.add(protocol))
  }
  return [...pools]
    .map(([pool, spoken]) => ({ pool, protocols: [...spoken] }))
    .sort((a, b) => Number(b.pool === 'accounts') - Number(a.pool === 'accounts') || a.pool.localeCompare(b.pool))
}

/**
 * How a pool is called (contract §4): `accounts` at the gateway's own address; any other with a client key that names it,
 * or pool `lb` by the secret path, which only the machine that it runs on tells.
 */
export function toWayIn({ origin, pool, isOpen, key }: Asked): WayIn {
  if (key !== null) return { base: origin, key, toFillIn: null }
  if (pool === 'lb') {
    return {
      base: `${origin}/${MISSING_UUID}/lb`,
      key: ANY_KEY,
      toFillIn: `Pool lb is called by a secret path. “claudeflare keys path”, where the gateway runs, prints what to put in place of ${MISSING_UUID}; a client key for this pool does without it.`,
    }
  }
  if (isOpen && pool === 'accounts') return { base: origin, key: ANY_KEY, toFillIn: null }
  const why = isOpen
    ? `Pool ${pool} is called with a client key that names it. The first key that is made must be an admin key: see Settings.`
    : `Put a client key in place of ${MISSING_KEY}, or make one here.`
  return { base: origin, key: MISSING_KEY, toFillIn: why }
}
