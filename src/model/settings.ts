import type { Account } from './account.ts'
import type { PoolDefaults, PoolPolicy } from './pool.ts'
import type { PriceOverride } from './price.ts'
import type { Protocol } from './protocol.ts'
import type { Secret } from './secret.ts'

/** Where a value came from, for refusals and for the API's 409: `LB_STRATEGY` of the environment cannot be changed by it. */
export type SettingSource =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly path: string; readonly key: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'flag'; readonly flag: string }
  /** It was added while the gateway ran. */
  | { readonly kind: 'store' }

/** A vendor that accounts can name. */
export interface Provider {
  readonly name: string
  readonly protocol: Protocol
  /** `scheme://host[:port][/prefix]`, no slash at the end. */
  readonly baseUrl: string
  /** `null` where nobody can sign in there: the operator has registered no client. */
  readonly oauth: OAuthClientSettings | null
  /** `null` where a workload has no identity to exchange. */
  readonly workloadIdentity: WorkloadIdentitySettings | null
}

/** An OAuth client that the operator registered with a vendor, and the vendor's endpoints (RFC 6749). */
export interface OAuthClientSettings {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly clientId: string
  /** `null` is a public client. */
  readonly clientSecret: Secret | null
  /** How the secret is told (RFC 6749 §2.3.1). */
  readonly clientAuth: 'client_secret_basic' | 'client_secret_post'
  /** How grants are sent to the token endpoint: as a form (RFC 6749), or as the JSON object that some vendors take instead. */
  readonly tokenRequests: 'form' | 'json'
  readonly scopes: readonly string[]
  /** Where the vendor sends a person back to; `null` is loopback, on whatever port a sign-in names (RFC 8252 §7.3). */
  readonly redirectUri: string | null
  /** As the vendor names itself in its answers (RFC 9207); `null` where it does not. */
  readonly issuer: string | null
}

/** What a workload's identity is exchanged at (RFC 7523), and where the token that proves it is. */
export interface WorkloadIdentitySettings {
  readonly tokenEndpoint: string
  /** Read anew for each exchange: such tokens are short-lived, and what makes them renews the file. */
  readonly assertion:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'value'; readonly value: Secret }
}

/** Everything that text said, once, as data. Durations are milliseconds, sizes bytes. */
export interface Settings {
  readonly listen: { readonly host: string; readonly port: number }
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
  readonly home: string
  /** The config file; `null` where `CLAUDEFLARE_CONFIG_JSON` takes its place. */
  readonly configFile: string | null
  readonly databasePath: string
  readonly adminKey: Secret | null
  readonly secret: Secret | null
  /** What the vault was sealed with before `secret`: it is sealed anew at the start. */
  readonly previousSecret: Secret | null
  readonly loadBalancer: { readonly enabled: boolean; readonly uuids: readonly string[] }
  readonly pools: readonly PoolPolicy[]
  readonly poolDefaults: PoolDefaults
  readonly accounts: readonly Account[]
  readonly providers: ReadonlyMap<string, Provider>
  /** Provider of a credential whose prefix tells nothing. */
  readonly defaultProvider: string
  readonly outbound: {
    readonly httpsProxy: string | null
    readonly httpProxy: string | null
    readonly noProxy: string | null
  }
  readonly timeouts: {
    readonly connectMs: number
    readonly firstByteMs: number
    readonly idleMs: number
    /** 0 is off. */
    readonly firstEventMs: number
  }
  readonly attempts: { readonly deadlineMs: number; readonly max: number; readonly retryAmbiguous: boolean }
  readonly drainMs: number
  readonly maxBufferedBytes: number
  /** Workers: how often a pool's snapshot goes to KV at the most. */
  readonly kvPublishMs: number
  readonly exposeAccount: boolean
  /** IANA name. */
  readonly timeZone: string
  readonly log: { readonly level: LogLevel; readonly format: 'text' | 'json' }
  readonly retention: { readonly detailDays: number; readonly rollupDays: number }
  readonly alerts: {
    /** Where alerts are sent: whoever knows the address may write there. */
    readonly webhookUrl: Secret | null
    /** Value of the header `authorization`. */
    readonly webhookAuthorization: Secret | null
    /** The share of a budget from which on it is told of, above 0 up to 1. */
    readonly budgetShare: number
  }
  /** In the order in which they are looked through; over the built-in price list. */
  readonly prices: readonly PriceOverride[]
  readonly demo: boolean
  /** By dotted key of the file: `lb_strategy`. */
  readonly sources: ReadonlyMap<string, SettingSource>
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
