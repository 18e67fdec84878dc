/** One change that somebody made, and that succeeded. */
export interface AuditEntry {
  /** Epoch ms. */
  readonly at: number
  /** As a person would say it: `key laptop (key_…)`, `session of laptop (key_…)`, `open mode`, `uuid`, `command line`. */
  readonly who: string
  /** What kind of thing, and what was done to it: `account.pause`. */
  readonly action: string
  /** Id or name of what was changed. */
  readonly target: string
  /** The fields that were set, as JSON; `null` where there were none. It holds no secret. */
  readonly detail: string | null
}

export interface StoredAuditEntry extends AuditEntry {
  /** Rises with every entry. */
  readonly id: number
}

/** Newest first. */
export interface AuditPage {
  readonly items: readonly StoredAuditEntry[]
  /** Cursor of the next page; `null` at the end. */
  readonly next: string | null
}

/** So long an entry is kept, ms: a year. */
export const AUDIT_KEPT_MS = 365 * 86_400_000

/** So many entries are kept, the newest. */
export const MAX_AUDIT_ENTRIES = 100_000

/** Where it is kept who changed what. */
export interface AuditStore {
  /** On disk when it resolves. */
  record(entry: AuditEntry): Promise<void>
  /** `limit` 1 to 500; `cursor` is `next` of the page before, `null` asks for the newest. */
  list(page: { readonly limit: number; readonly cursor: string | null }): Promise<AuditPage>
}
