import type { AccountCaps, AccountId, AccountKind, ModelMapping } from './account.ts'
import type { Secret } from './secret.ts'

/** What a workload's identity is exchanged under; names of the vendor's (RFC 7523, and its documented additions). */
export interface WorkloadIdentity {
  readonly federationRuleId: string
  readonly organizationId: string
  readonly serviceAccountId: string | null
  readonly workspaceId: string | null
}

/** An account that was added while the gateway ran, as it is kept: its credential sealed. Times are epoch ms. */
export interface StoredAccount extends AccountCaps {
  /** Names its row, whatever else of it changes: `acct_` and 16 hex digits. */
  readonly key: string
  readonly id: AccountId
  /** Unique among all accounts. */
  readonly name: string
  readonly pool: string
  readonly provider: string
  readonly kind: AccountKind
  /** `null` is the provider's. */
  readonly baseUrl: string | null
  /** Integer from 1. */
  readonly weight: number
  /** Lower goes first. */
  readonly priority: number
  readonly models: readonly string[]
  readonly modelMap: readonly ModelMapping[]
  readonly note: string | null
  readonly allowPrivate: boolean
  /** Set where `kind` is `workload_identity`. */
  readonly identity: WorkloadIdentity | null
  readonly needsSignIn: string | null
  /** The ends of its key, for people; `***` where it has none. */
  readonly maskedKey: string
  readonly createdAt: number
  /** Rises with every change of the row, from 1. */
  readonly version: number
  /** The key, or the tokens as JSON, sealed by the vault; `null` where there are none yet. */
  readonly sealed: string | null
}

/** A stored account with its key opened; `null` where tokens take its place, or where it is not to be known. */
export interface OpenedAccount {
  readonly stored: StoredAccount
  readonly credential: Secret | null
}

/** What the vault is opened with besides the installation's secret. */
export interface VaultRecord {
  /** Base64url. */
  readonly salt: string
  /** A known text, sealed: whether a secret is the right one shows before anything is lost. */
  readonly check: string
}

/** Where accounts are kept. What changes something is durable before it resolves. */
export interface AccountStore {
  /** Oldest first. */
  list(): Promise<readonly StoredAccount[]>
  /** Rejects where the key, the id or the name is kept already. */
  insert(account: StoredAccount): Promise<void>
  /** Takes the place of the row of that key if its version is the one that was read: `false` where it is another by now. */
  replace(account: StoredAccount, read: number): Promise<boolean>
  remove(key: string): Promise<void>
  vault(): Promise<VaultRecord | null>
  /** Another secret: the vault's record and every account's sealed credential, all or nothing. */
  reseal(vault: VaultRecord, accounts: readonly StoredAccount[]): Promise<void>
  /** Holds the account for one process, for so many ms at the most: `false` where another one holds it. */
  lock(key: string, holder: string, forMs: number): Promise<boolean>
  unlock(key: string, holder: string): Promise<void>
}
