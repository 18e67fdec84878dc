/** A dashboard's session as it is kept: hashes, never the value. Times are epoch ms. */
export interface SessionRecord {
  /** SHA-256 of the whole value, 64 lower-case hex digits. */
  readonly hash: string
  /** The admin key that it was bought with, by id… */
  readonly keyId: string
  /** …and by hash: another value of `CLAUDEFLARE_ADMIN_KEY` has the same id. */
  readonly keyHash: string
  readonly createdAt: number
  /** To within a minute. */
  readonly usedAt: number
}

/** So long after its last use a session ends, ms. */
export const SESSION_IDLE_MS = 12 * 3_600_000

/** So many are kept; a further one takes the place of that unused the longest. */
export const MAX_SESSIONS = 1_000

/** Where sessions are kept. Insert and delete are durable before they resolve. */
export interface SessionStore {
  list(): Promise<readonly SessionRecord[]>
  /** Keeps `MAX_SESSIONS` at the most. */
  insert(record: SessionRecord): Promise<void>
  delete(hash: string): Promise<void>
  /** Notes when it was last used. Never blocks and never throws; losing one ends a session early at worst. */
  touch(hash: string, at: number): void
}
