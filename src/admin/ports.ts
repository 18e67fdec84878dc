import type { BookOutcome } from '../accounts/account-book.ts'
import type { AccountChange, NewAccount } from '../accounts/account-spec.ts'
import type { SignInBegun, SignInOutcome, SignInRequest } from '../accounts/sign-ins.ts'
import type { TokenStatus } from '../accounts/token-outcome.ts'
import type { PoolView } from '../balancer/view.ts'
import type { Gate } from '../gateway/authenticate.ts'
import type { AccountChecked } from '../gateway/check-account.ts'
import type { AlertTest } from '../telemetry/alert-sender.ts'
import type { ModelPrice } from '../model/price.ts'
import type { Caller } from './caller.ts'
import type { RequestHead } from '../gateway/request-head.ts'
import type { Account, AccountId } from '../model/account.ts'
import type { AuditStore } from '../model/audit.ts'
import type { ClientKeyRecord, ClientKeyStore } from '../model/client-key.ts'
import type { BudgetStand } from '../model/key-spend.ts'
import type { AnalyticsQuery, Analytics, AnalyticsSums } from '../model/analytics.ts'
import type { PageRequest, RequestFilter, RequestPage, StoredRequest, TimeStretch } from '../model/ledger-queries.ts'
import type { Unreached } from '../model/unreached.ts'
import type { RequestRow } from '../model/ledger.ts'
import type { SessionRecord } from '../model/session.ts'
import type { Settings } from '../model/settings.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import type { LiveSnapshot } from '../telemetry/live-snapshot.ts'
import type { Followed } from '../telemetry/row-follower.ts'
import type { ChangeNotes } from './change-notes.ts'
import type { AttentionRow } from './overview-contract.ts'
import type { Reading } from '../telemetry/metrics-reading.ts'

/** Given at once where the board is here, later where it is elsewhere. */
type Later<T> = T | Promise<T>

/** A pool as the control API sees it. A board that is elsewhere rejects with `StateUnavailable` where it cannot be reached. */
export interface ControlBoard {
  view(now: number): Later<PoolView>
  pause(id: AccountId, reason: string, now: number): Later<void>
  resume(id: AccountId, now: number): Later<void>
  reset(id: AccountId | null, now: number): Later<void>
}

/** How pools stand, each by its name. */
export interface PoolViews extends Unreached {
  readonly views: ReadonlyMap<string, PoolView>
}

/**
 * What callers asked, of all pools. What one of them keeps that does not answer is missing, and said to be; where none
 * answers each of these rejects with `StateUnavailable`.
 */
export interface ControlLedger {
  /** As `LedgerQueries.requests`. */
  requests(filter: RequestFilter, page: PageRequest): Promise<RequestPage & Unreached>
  /** `null` where it is unknown or no longer kept; rejects where the pool that may know it does not answer. */
  request(id: number): Promise<StoredRequest | null>
  sums(stretch: TimeStretch): Promise<AnalyticsSums & Unreached>
  analytics(query: AnalyticsQuery): Promise<Analytics & Unreached>
}

/** A pool as it was seen some time ago. */
export interface PoolSnapshot {
  readonly view: PoolView
  /** Epoch ms. */
  readonly takenAt: number
}

/** Thrown by a port that knows why a change cannot be, as things stand: 409 with the message. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

export type Budgets = ReadonlyMap<string, BudgetStand>

/** How a change of a setting ended. */
export type SettingChange =
  /** On disk. `settings()` shows it from now on. */
  | { readonly kind: 'changed' }
  /** The values cannot be used; nothing has changed. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The file cannot be written; nothing has changed. */
  | { readonly kind: 'failed'; readonly message: string }

/** The accounts that were added while the gateway ran. Whatever changes one rejects with `StateUnavailable` where nothing can be written. */
export interface StoredAccounts {
  find(id: string): StoredAccount | null
  add(spec: NewAccount): Promise<BookOutcome>
  change(id: string, change: AccountChange): Promise<BookOutcome>
  remove(id: string): Promise<BookOutcome>
  /** How the tokens of those that sign in stand, by account id. */
  tokens(): Promise<ReadonlyMap<string, TokenStatus>>
  beginSignIn(request: SignInRequest): Promise<SignInBegun>
  completeSignIn(ticket: string, answer: URLSearchParams): Promise<SignInOutcome>
}

/** Dashboards' sessions as a runtime has them at hand. All but `touch` reject with `StateUnavailable` where it has not. */
export interface ControlSessions {
  /**
   * `null` where there is none, or it has ended. Where keys are kept elsewhere they are up to date afterwards, so that no
   * session outlives its key.
   */
  find(hash: string, now: number): Later<SessionRecord | null>
  insert(record: SessionRecord): Promise<void>
  delete(hash: string): Promise<void>
  touch(hash: string, at: number): void
}

/** Requests as they end. */
export interface LivePort {
  /** What has ended lately, in all pools. */
  figures(now: number): Later<LiveSnapshot & Unreached>
  /**
   * From now on. With a filter, which one listener alone goes by, whoever tells may leave out what does not match; `null`
   * wants every request.
   */
  follow(filter: RequestFilter | null): Later<Following>
}

/** One that wants to hear of every request as it ends. */
export interface Following {
  /** What has ended since it was asked last. */
  next(): Later<Followed>
  /** The same rows with their cost; those that cannot be read are left out. */
  priced(rows: readonly RequestRow[]): Later<readonly StoredRequest[]>
  end(): void
}

/** What streams of events go by. */
export interface ListeningPort {
  /** How often it is looked for what is told at once, ms. */
  readonly tickMs: number
  /** So long after its beginning a stream ends by itself, ms; `null` is never. */
  readonly longestMs: number | null
  /** Fires as the server begins to shut down: every stream ends then. */
  readonly closing: AbortSignal
  /** Works every so many ms, until what it returns is called. */
  every(ms: number, work: () => void): () => void
  /** Sees to it that keys and changes that were made elsewhere are known. */
  refresh(): Later<void>
}

/** What the control API is given by a runtime. It holds no state of its own. */
export interface ControlDeps {
  readonly version: string
  readonly gate: Gate
  /** The present settings. */
  settings(): Settings
  /** The boards by pool, in the order of `settings().pools`. */
  boards(): ReadonlyMap<string, ControlBoard>
  /** How all of them stand, in the same order. Rejects with `StateUnavailable` where none can be asked. */
  views(now: number): Later<PoolViews>
  readonly accounts: StoredAccounts
  readonly ledger: ControlLedger
  readonly live: LivePort
  readonly listening: ListeningPort
  readonly changes: ChangeNotes
  /** Whether one request may wait for what another has begun: a Worker stops the one when whoever asked goes away. */
  readonly requests: 'together' | 'apart'
  /** Epoch ms. */
  readonly startedAt: number
  /** What `/metrics` tells beside what the boards know. Rejects with `StateUnavailable` where it is elsewhere and cannot be reached. */
  metrics(): Later<readonly Reading[]>
  /** Asks an account's vendor for something free. Never rejects. */
  checkAccount(account: Account): Promise<AccountChecked>
  /** What was last published of a pool, for when its board cannot be reached; `null` where nothing was. */
  snapshot(pool: string): Promise<PoolSnapshot | null>
  /** Both reject with `StateUnavailable` where nothing can be written. */
  readonly keyStore: Pick<ClientKeyStore, 'insert' | 'delete'>
  readonly sessions: ControlSessions
  readonly audit: AuditStore
  /** How the budgets of these keys stand, by their ids; of those that have none nothing is told. */
  budgets(keys: readonly ClientKeyRecord[]): Later<Budgets>
  /**
   * Writes values by their dotted key in the config file, all or none and durable before it resolves. `settings()` shows
   * them from then on, and the boards go by them. `prices.<pattern>` changes one of the prices that are in force then
   * (`withPrices`): read and written in one step, so that of several at once none is lost.
   */
  changeSettings(values: ReadonlyMap<string, unknown>): Promise<SettingChange>
  /** What a person should look at now, the most pressing first, at most 100. */
  attention(now: number): Later<readonly AttentionRow[]>
  /** Sends a test message where alerts go. */
  testAlert(): Promise<AlertTest>
  /** What models cost that were asked for since that moment, epoch ms. */
  modelPrices(since: number): Promise<readonly ModelPrice[]>
  /** SHA-256 as lower-case hex. */
  hash(text: string): string
  /** Cryptographically random bytes. */
  random(length: number): Uint8Array
  /** Epoch ms. */
  now(): number
  /** Whether the server is shutting down. */
  draining(): boolean
  /** Told of what the operator should look at. It holds no credential. */
  warn(message: string): void
  /** Told of an error that nobody foresaw; the caller gets a 500 that says nothing of it. */
  onBug(error: unknown): void
}

/** What Hono is handed beside each request: the facts that a Fetch request does not carry. */
export interface ControlEnv {
  Bindings: {
    readonly head: RequestHead
    /** Cuts the connection, where the runtime can. */
    readonly hangUp?: () => void
  }
  Variables: {
    /** Set where somebody was let in. */
    caller: Caller
    /** The JSON that was sent, once it has been checked. */
    given: unknown
  }
}
