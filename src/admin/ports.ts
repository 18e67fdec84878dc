import type { Board } from '../balancer/board.ts'
import type { Gate } from '../gateway/authenticate.ts'
import type { RequestHead } from '../gateway/request-head.ts'
import type { ClientKeyStore } from '../model/client-key.ts'
import type { LedgerQueries } from '../model/ledger-queries.ts'
import type { Settings } from '../model/settings.ts'

/** A pool as the control API sees it. */
export type ControlBoard = Pick<Board, 'view' | 'pause' | 'resume' | 'reset' | 'setPolicy'>

/** Thrown by a port whose state cannot be written now: 503 with the message, a sentence for a person. */
export class StateUnavailable extends Error {
  override readonly name = 'StateUnavailable'
}

/** How a change of a setting ended. */
export type SettingChange =
  /** On disk. `settings()` shows it from now on. */
  | { readonly kind: 'changed' }
  /** The values cannot be used; nothing has changed. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The file cannot be written; nothing has changed. */
  | { readonly kind: 'failed'; readonly message: string }

/** What the control API is given by a runtime. It holds no state of its own. */
export interface ControlDeps {
  readonly version: string
  readonly gate: Gate
  /** The present settings. */
  settings(): Settings
  /** The boards by pool, in the order of `settings().pools`. */
  boards(): ReadonlyMap<string, ControlBoard>
  readonly ledger: Pick<LedgerQueries, 'requests' | 'request'>
  /** Both reject with `StateUnavailable` where nothing can be written. */
  readonly keyStore: Pick<ClientKeyStore, 'insert' | 'delete'>
  /**
   * Writes values by their dotted key in the config file, all or none and durable before it resolves, and lets
   * `settings()` show them. The boards are told by the caller.
   */
  changeSettings(values: ReadonlyMap<string, unknown>): Promise<SettingChange>
  /** SHA-256 as lower-case hex. */
  hash(text: string): string
  /** Cryptographically random bytes. */
  random(length: number): Uint8Array
  /** Epoch ms. */
  now(): number
  /** Whether the server is shutting down. */
  draining(): boolean
  /** Told of an error that nobody foresaw; the caller gets a 500 that says nothing of it. */
  onBug(error: unknown): void
}

/** What Hono is handed beside each request: the facts that a Fetch request does not carry. */
export interface ControlEnv {
  Bindings: { readonly head: RequestHead }
}
