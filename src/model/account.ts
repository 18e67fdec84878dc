import type { Protocol } from './protocol.ts'
import type { Secret } from './secret.ts'

/**
 * Identity of what is remembered of an account: a hash of provider, base URL and credential (never of the name),
 * so that reordering or renaming keys mixes nothing up and a new credential starts clean. 24 hex digits.
 */
export type AccountId = string & { readonly __brand: 'AccountId' }

/**
 * How an account proves itself to its vendor: by a key, by the tokens of an OAuth sign-in, or by tokens that it exchanges
 * an identity of its workload for (RFC 7523).
 */
export type AccountKind = 'api_key' | 'oauth' | 'workload_identity'

export const ACCOUNT_KINDS: readonly AccountKind[] = ['api_key', 'oauth', 'workload_identity']

/** One credential that requests can be sent with. */
export interface Account {
  readonly id: AccountId
  /** Unique, shown to people: `key-1`. */
  readonly name: string
  readonly pool: string
  /** `anthropic`, `gemini`, `openai`, or any OpenAI-compatible vendor by its name. */
  readonly provider: string
  readonly protocol: Protocol
  /** `scheme://host[:port][/prefix]`, no slash at the end. */
  readonly baseUrl: string
  readonly kind: AccountKind
  /** The key; `null` where tokens take its place, and where whoever holds this has no business with it. */
  readonly credential: Secret | null
  /** Integer from 1. */
  readonly weight: number
  /** Lower goes first. */
  readonly priority: number
  /** Patterns (`claude-*`) of the models it may serve; empty means all. */
  readonly models: readonly string[]
  /** What a model is called at the provider; the first pattern that matches wins. */
  readonly modelMap: readonly ModelMapping[]
  readonly source: 'environment' | 'file' | 'store'
  /** Whether it may be reached at addresses of this machine or of a private network. */
  readonly allowPrivate: boolean
  /** Why a person has to sign in again before it can serve; `null` where nobody has to. */
  readonly needsSignIn: string | null
  readonly caps: AccountCaps
}

/** What the operator sets about an account's limits. */
export interface AccountCaps {
  /** Calls under way at a time; `null` is no bound. */
  readonly maxInFlight: number | null
  /** Share of each limit that may be used, above 0 up to 1; `null` is the pool's. */
  readonly maxUtilization: number | null
  /** Accounts of one group share their limits; `null`: as the vendor's answers tell. */
  readonly quotaGroup: string | null
}

export const NO_CAPS: AccountCaps = Object.freeze({ maxInFlight: null, maxUtilization: null, quotaGroup: null })

export interface ModelMapping {
  readonly pattern: string
  readonly target: string
}
