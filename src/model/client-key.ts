import type { KeySpend } from './key-spend.ts'

/**
 * What a client key may do: `call` sends requests, `admin` uses the control API, `stateful` reaches what is kept at a
 * vendor (files, batches), `metrics` reads `/metrics`. None implies another, but `admin` reads metrics too.
 */
export type KeyScope = 'call' | 'admin' | 'stateful' | 'metrics'

export const KEY_SCOPES: readonly KeyScope[] = ['call', 'admin', 'stateful', 'metrics']

/** A client key as it is kept: its hash, never the key itself. Times are epoch ms. */
export interface ClientKeyRecord {
  readonly id: string
  /** Shown to people; not unique. */
  readonly name: string
  /** SHA-256 of the whole key, 64 lower-case hex digits. */
  readonly hash: string
  readonly scopes: readonly KeyScope[]
  /** Pools it may use, the first being where its calls without a uuid go. Empty: pool `accounts`. */
  readonly pools: readonly string[]
  /** Patterns (`claude-*`) of the models it may ask for; empty means all. */
  readonly models: readonly string[]
  /** From this moment on it is refused; `null` is never. */
  readonly expiresAt: number | null
  /** At most so many requests in any 60 s; `null` is no limit. */
  readonly requestsPerMinute: number | null
  /** At most so many tokens in any 60 s; `null` is no limit. */
  readonly tokensPerMinute: number | null
  /** What its calls may cost; `null` is no limit. */
  readonly budget: KeyBudget | null
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** US dollars a calendar day or month of the setting `time_zone`. */
export interface KeyBudget {
  readonly usd: number
  readonly per: 'day' | 'month'
}

/** Where client keys are kept. Insert and delete are durable before they resolve. */
export interface ClientKeyStore {
  list(): Promise<readonly ClientKeyRecord[]>
  /** Whether any key is kept, or ever was. */
  everKept(): Promise<boolean>
  insert(record: ClientKeyRecord): Promise<void>
  delete(id: string): Promise<void>
  /** Notes when a key was last used. Never blocks and never throws; losing one is no harm. */
  touch(id: string, at: number): void
  /** What is kept of each key with a budget. */
  spends(): Promise<readonly KeySpend[]>
  /** Never blocks and never throws. What a process that is killed had not written yet, some 50 ms of it, is lost. */
  saveSpend(spend: KeySpend): void
}
