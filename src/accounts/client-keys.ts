import type { ClientKeyRecord } from '../model/client-key.ts'
import type { Secret } from '../model/secret.ts'
import { createRateWindow, type RateWindow } from './rate-window.ts'

/** What a presented credential turned out to be. */
type FoundKey =
  | { readonly kind: 'known'; readonly key: ClientKeyRecord }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' }

/** The client keys in memory, asked once a request. */
export interface ClientKeys {
  /** Whether any key exists, stored or of the environment. */
  exist(): boolean
  /** Whether a key exists or was ever stored: then open mode has ended for good, also where the last key has gone. */
  haveBegun(): boolean
  /** Looks a presented credential up by the hash of all of it, so that nothing of a key shows in how long it takes. */
  find(presented: string, now: number): FoundKey
  /** The key whose whole value has that hash, unless it has expired: what a session is good for. */
  holder(hash: string, now: number): ClientKeyRecord | null
  /** Counts one request of a key: 0 where it may pass, else the ms until it may. */
  take(key: ClientKeyRecord, now: number): number
  /** Notes a use that is no request of the rate's: a call of the control API. */
  use(key: ClientKeyRecord, now: number): void
  /** The stored keys, oldest first, each with the time it was last used. */
  list(): readonly ClientKeyRecord[]
  get(id: string): ClientKeyRecord | null
  /** Whether there is such a key, stored or of the environment. */
  has(id: string): boolean
  add(record: ClientKeyRecord): void
  /** From now on these are the stored keys; what is known of the use of those that stay is kept. */
  replace(records: readonly ClientKeyRecord[]): void
  /** A key was stored once: as a store tells of which none is left. */
  begin(): void
  remove(id: string): void
  /** Whether no admin key without an end would be left without this one. The environment's is one. */
  isLastAdmin(id: string): boolean
}

export interface ClientKeysOptions {
  /** SHA-256 as lower-case hex, synchronous; the runtime gives it. */
  hash(text: string): string
  readonly records: readonly ClientKeyRecord[]
  /** `CLAUDEFLARE_ADMIN_KEY`: an admin key that is not stored. */
  readonly environmentKey: Secret | null
  /** Told of a key's use, at most once a minute for each. */
  onUsed(id: string, at: number): void
}

/** Id of the key that `CLAUDEFLARE_ADMIN_KEY` installs. */
const ENVIRONMENT_KEY_ID = 'environment'

const MAX_LENGTH = 512
const TOUCH_EVERY_MS = 60_000
const UNKNOWN: FoundKey = { kind: 'unknown' }
const EXPIRED: FoundKey = { kind: 'expired' }

interface Use {
  lastUsedAt: number | null
  touchedAt: number
  /** Requests per minute that the window lets through; 0 is no limit. */
  readonly limit: number
  readonly window: RateWindow | null
}

export function createClientKeys(options: ClientKeysOptions): ClientKeys {
  let stored = new Map(options.records.map((record) => [record.id, record]))
  const environment = environmentRecord(options)
  const uses = new Map<string, Use>()
  let byHash = new Map<string, FoundKey & { readonly kind: 'known' }>()
  let hasBegun = false

  function index(): void {
    const all = [...stored.values(), ...(environment === null ? [] : [environment])]
    byHash = new Map(all.map((key) => [key.hash, { kind: 'known', key }]))
    hasBegun ||= stored.size > 0
  }

  function useOf(key: ClientKeyRecord): Use {
    let use = uses.get(key.id)
    if (use === undefined) {
      const limit = key.requestsPerMinute
      use = {
        lastUsedAt: key.lastUsedAt,
        touchedAt: key.lastUsedAt ?? 0,
        limit: limit ?? 0,
        window: limit === null ? null : createRateWindow(limit),
      }
      uses.set(key.id, use)
    }
    return use
  }

  function noteUse(key: ClientKeyRecord, now: number): void {
    const use = useOf(key)
    use.lastUsedAt = now
    if (now - use.touchedAt < TOUCH_EVERY_MS || key === environment) return
    use.touchedAt = now
    options.onUsed(key.id, now)
  }

  index()
  return {
    exist: () => byHash.size > 0,
    haveBegun: () => hasBegun || byHash.size > 0,
    begin() {
      hasBegun = true
    },
    find(presented, now) {
      if (presented.length === 0 || presented.length > MAX_LENGTH || byHash.size === 0) return UNKNOWN
      const found = byHash.get(options.hash(presented))
      if (found === undefined) return UNKNOWN
      return isExpired(found.key, now) ? EXPIRED : found
    },
    holder(hash, now) {
      const key = byHash.get(hash)?.key ?? null
      return key === null || isExpired(key, now) ? null : key
    },
    take(key, now) {
      const waitMs = useOf(key).window?.take(now) ?? 0
      if (waitMs === 0) noteUse(key, now)
      return waitMs
    },
    use: noteUse,
    list: () =>
      [...stored.values()].map((key) => ({ ...key, lastUsedAt: latest(uses.get(key.id)?.lastUsedAt, key.lastUsedAt) })),
    get: (id) => stored.get(id) ?? null,
    has: (id) => stored.has(id) || id === environment?.id,
    add(record) {
      stored.set(record.id, record)
      index()
    },
    replace(records) {
      stored = new Map(records.map((record) => [record.id, record]))
      for (const [id, use] of uses) {
        const record = stored.get(id)
        if (record === undefined || (record.requestsPerMinute ?? 0) !== use.limit) uses.delete(id)
      }
      index()
    },
    remove(id) {
      stored.delete(id)
      uses.delete(id)
      index()
    },
    isLastAdmin(id) {
      if (environment !== null || !isLastingAdmin(stored.get(id) ?? null)) return false
      return ![...stored.values()].some((key) => key.id !== id && isLastingAdmin(key))
    },
  }
}

/** The store may know of a later use than this process has seen. */
function latest(here: number | null | undefined, stored: number | null): number | null {
  return here === null || here === undefined ? stored : Math.max(here, stored ?? 0)
}

function isLastingAdmin(key: ClientKeyRecord | null): boolean {
  return key !== null && key.scopes.includes('admin') && key.expiresAt === null
}

function isExpired(key: ClientKeyRecord, now: number): boolean {
  return key.expiresAt !== null && now >= key.expiresAt
}

function environmentRecord(options: ClientKeysOptions): ClientKeyRecord | null {
  const value = options.environmentKey?.reveal() ?? ''
  if (value === '') return null
  return {
    id: ENVIRONMENT_KEY_ID,
    name: 'CLAUDEFLARE_ADMIN_KEY',
    hash: options.hash(value),
    scopes: ['admin', 'call'],
    pools: [],
    models: [],
    expiresAt: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    budget: null,
    createdAt: 0,
    lastUsedAt: null,
  }
}
