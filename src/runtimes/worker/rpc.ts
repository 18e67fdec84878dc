import type { BookOutcome } from '../../accounts/account-book.ts'
import type { AccountChange, NewAccount } from '../../accounts/account-spec.ts'
import type { SignInBegun, SignInOutcome, SignInRequest } from '../../accounts/sign-ins.ts'
import type { TokenOutcome, TokenStatus } from '../../accounts/token-outcome.ts'
import type { PoolView } from '../../balancer/view.ts'
import type { AnswerEnd } from '../../gateway/answer-end.ts'
import type { UnnumberedCall } from '../../gateway/assemble-call.ts'
import type { ExchangeRecord, Failure, Refused, Step } from '../../gateway/step.ts'
import type { AnalyticsQuery } from '../../model/analytics.ts'
import type { AuditEntry, AuditPage } from '../../model/audit.ts'
import type { CallLoad } from '../../protocols/call-load.ts'
import type { GatewayError } from '../../model/errors.ts'
import type { BudgetStand } from '../../model/key-spend.ts'
import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { LimitsTold } from '../../model/limit.ts'
import type { PageRequest, RequestFilter, RequestPage, StoredRequest, TimeStretch } from '../../model/ledger-queries.ts'
import type { AccountCaps } from '../../model/account.ts'
import type { StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import type { ModelPrice } from '../../model/price.ts'
import type { Attention } from '../../telemetry/attention-row.ts'
import type { SessionRecord } from '../../model/session.ts'
import type { Protocol } from '../../model/protocol.ts'
import type { LiveSnapshot } from '../../telemetry/live-snapshot.ts'
import type { RawAnalytics } from '../../stores/raw-analytics.ts'
import type { Sums } from '../../stores/sums.ts'
import type { SettingChanges } from '../../stores/cloudflare/gateway-store.ts'
import type { Reading } from '../../telemetry/metrics-reading.ts'

/*
 * What Workers and Durable Objects say to each other. During a deployment an older one may speak to a newer one: fields
 * are added, never renamed, and what is new may be absent.
 */

/** Where the caller's own credential goes; the credential itself stays in the Worker. */
export interface OwnTarget {
  readonly provider: string
  readonly protocol: Protocol
  readonly baseUrl: string
}

/** A call that asks a pool for an account. */
export interface Opening {
  /** Chance: the same call opened again, because the answer was lost, is the same call. */
  readonly nonce: string
  /** The state of keys and settings that the call was planned by. */
  readonly revision: number
  readonly way: 'balanced' | 'single' | OwnTarget
  /** Its `startedAt` is by the Worker's clock, and not gone by. A Worker of before says nothing of what it reaches. */
  readonly call: UnnumberedCall
  /** How long ago it began, ms: the object's clock is another machine's. */
  readonly elapsedMs: number
  /** Id of the client key, whose rate is counted here; `null` without one. */
  readonly keyId: string | null
  /** What it may use, where its client key has a budget or a limit of tokens. */
  readonly load?: CallLoad
}

/** A step as it goes over the wire: an account is told by its id, since its credential is in the Worker's settings too. */
export type RemoteStep =
  | Exclude<Step, { kind: 'send' }>
  | {
      readonly kind: 'send'
      readonly accountId: string
      /** Absent from an older version: `current`. */
      readonly token?: 'current' | 'renewed'
    }

/** What comes next, and how the call stands, which the Worker hands back if the object should forget it. */
export interface Stand {
  readonly step: RemoteStep
  readonly record: ExchangeRecord
}

export type Opened =
  | ({ readonly kind: 'opened'; readonly id: number } & Stand)
  /** Keys or settings have changed since the call was planned: plan it anew. */
  | { readonly kind: 'stale' }
  /** The client key has used up its rate. */
  | { readonly kind: 'limited'; readonly waitMs: number }
  /** It does not fit into the client key's tokens or budget. */
  | { readonly kind: 'refused'; readonly error: GatewayError }

/** Of a call that the object does not know any more: it was started anew in between. */
export const FORGOTTEN = { kind: 'forgotten' } as const
export type Forgotten = typeof FORGOTTEN

/** A call as the Worker remembers it. */
export interface Remembered {
  readonly id: number
  readonly opening: Opening
  readonly record: ExchangeRecord
}

/** How a call ended for its caller. */
export interface Ending extends AnswerEnd {
  /** The status of the answer that began, if one did; reported already or not. */
  readonly answered: number | null
  /** What it said of limits; absent where that was nothing. */
  readonly limits?: LimitsTold | null
  /** Ms from the call's beginning to the first byte that left for the caller; `null` where none did. */
  readonly firstByteMs: number | null
}

/** Requests that have ended since a mark. */
export interface FinishedSince {
  /** What to ask with the next time. */
  readonly mark: number
  /** In the order in which they ended. */
  readonly rows: readonly StoredRequest[]
  /** How many more there were, those that are no longer known counted as well. */
  readonly missed: number
}

/** What a model costs, and how often this pool was asked for it; absent from an older version. */
export interface AskedModelPrice extends ModelPrice {
  readonly requests?: number
}

/** What a pool's object is asked. Every answer can be asked for again. */
export interface PoolRpc {
  open(opening: Opening): Promise<Opened>
  /** Counts a request that is refused for another reason: 0, or the ms that its client key has to wait. */
  takeRate(keyId: string): Promise<number>
  /** `attempt` counts from 1. */
  refused(id: number, attempt: number, refused: Refused): Promise<Stand | Forgotten>
  /** It has waited for room as long as a step said. */
  waited(id: number): Promise<Stand | Forgotten>
  failed(id: number, attempt: number, failure: Failure): Promise<Stand | Forgotten>
  /** A sound answer has begun, and what it says of limits (absent from an older version); or, with `null`, the call goes on. */
  alive(id: number, answered: number | null, limits?: LimitsTold | null): Promise<Forgotten | null>
  /** The call's answer names what its account holds from now on. */
  held(id: number, resources: readonly string[]): Promise<Forgotten | null>
  end(id: number, ending: Ending): Promise<Forgotten | null>
  /** Takes a call up that it does not know. */
  adopt(remembered: Remembered): Promise<void>
  /** How the budgets of the client keys stand whose calls come to this pool. */
  budgets(): Promise<readonly (readonly [keyId: string, stand: BudgetStand])[]>
  view(): Promise<PoolView>
  /** What its requests add up to since the object began. */
  metrics(): Promise<readonly Reading[]>
  /** What a person should look at of this pool, the most pressing first. */
  attention(): Promise<readonly Attention[]>
  /** What models cost that were asked for since that moment, epoch ms. */
  modelPrices(since: number): Promise<readonly AskedModelPrice[]>
  pause(id: string, reason: string): Promise<void>
  resume(id: string): Promise<void>
  reset(id: string | null): Promise<void>
  requests(filter: RequestFilter, page: PageRequest): Promise<RequestPage>
  request(id: number): Promise<StoredRequest | null>
  /** What has ended lately. */
  live(): Promise<LiveSnapshot>
  /** What has ended after that mark and matches; with `null`, only where the mark is now. A Worker of before has no filter. */
  finished(after: number | null, filter?: RequestFilter | null): Promise<FinishedSince>
  /** What this pool knows of a stretch of time: merged with what others know, percentiles come last. */
  analytics(query: AnalyticsQuery): Promise<RawAnalytics>
  /** What its requests of a stretch of time add up to. */
  sums(stretch: TimeStretch): Promise<Sums>
  /** Keys and settings have changed. */
  takeState(state: GatewayState): Promise<void>
}

/** Client keys, and what the API has changed of the settings. */
export interface GatewayState {
  readonly revision: number
  readonly keys: readonly ClientKeyRecord[]
  /** Whether there is a key, or ever was; absent from an older version. */
  readonly hadKeys?: boolean
  readonly changes: SettingChanges
  /** Absent from an older version. */
  readonly accounts?: readonly ToldAccount[]
  /** What the vault is opened with beside the secret. */
  readonly vault?: VaultRecord | null
}

/** A stored account as it goes over the wire: one of an older version has no caps. */
export type ToldAccount = Omit<StoredAccount, keyof AccountCaps> & Partial<AccountCaps>

/** An account's token as it goes to a Worker: plain, since a `Secret` does not go between objects. */
export type TokenReply =
  | { readonly kind: 'ready'; readonly token: string; readonly expiresAt: number }
  | Extract<TokenOutcome, { kind: 'unready' }>

/** How a change of an account ended, and what is kept since. */
export interface AccountChanged<Outcome> {
  readonly outcome: Outcome
  readonly state: GatewayState
}

export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly state: GatewayState }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string }

/** What the gateway's object is asked. */
export interface GatewayRpc {
  /** `null` where `known` is the present revision. */
  state(known: number | null): Promise<GatewayState | null>
  insertKey(record: ClientKeyRecord): Promise<ChangeOutcome>
  deleteKey(id: string): Promise<ChangeOutcome>
  touchKey(id: string, at: number): Promise<void>
  changeSettings(values: SettingChanges): Promise<ChangeOutcome>
  addAccount(spec: NewAccount): Promise<AccountChanged<BookOutcome>>
  changeAccount(id: string, change: AccountChange): Promise<AccountChanged<BookOutcome>>
  removeAccount(id: string): Promise<AccountChanged<BookOutcome>>
  beginSignIn(request: SignInRequest): Promise<SignInBegun>
  /** `answer` is the query that the vendor sent the person back with. */
  completeSignIn(ticket: string, answer: string): Promise<AccountChanged<SignInOutcome>>
  /** A token that can be sent; another than `refused`, where the vendor has just refused that. */
  token(accountId: string, refused: string | null): Promise<TokenReply>
  tokenStatuses(): Promise<readonly (readonly [accountId: string, status: TokenStatus])[]>
  /** The session of that hash, with keys and settings where `known` is not their present revision. */
  session(hash: string, known: number | null): Promise<FoundSession>
  insertSession(record: SessionRecord): Promise<void>
  deleteSession(hash: string): Promise<void>
  touchSession(hash: string): Promise<void>
  /** `nonce` makes it safe to ask twice. */
  recordAudit(nonce: string, entry: AuditEntry): Promise<void>
  audit(page: PageRequest): Promise<AuditPage>
}

export interface FoundSession {
  /** `null` where there is none, or it has ended. */
  readonly session: SessionRecord | null
  /** `null` where it is known. */
  readonly state: GatewayState | null
}
