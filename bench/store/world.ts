import { createHash } from 'node:crypto'
import { accountIdOf } from '../../src/model/account-id.ts'
import type { AccountId } from '../../src/model/account.ts'
import type { Protocol } from '../../src/model/protocol.ts'
import { Secret } from '../../src/model/secret.ts'

/** Who and what the store's requests are about: they stand in the config file beside it, so that a server knows them. */

export const POOLS = ['lb', 'accounts'] as const
export type PoolName = (typeof POOLS)[number]

export interface WorldAccount {
  readonly id: AccountId
  readonly name: string
  readonly pool: PoolName
  readonly provider: VendorName
  readonly apiKey: string
  /** How much of its pool's traffic it carries, beside the others. */
  readonly weight: number
}

type VendorName = 'anthropic' | 'openai' | 'gemini'

interface Vendor {
  readonly protocol: Protocol
  readonly baseUrl: string
  readonly path: string
  readonly keyPrefix: string
}

/** Nobody listens there: a store that is looked at sends nothing. */
const NOWHERE = 'http://127.0.0.1:9'

export const VENDORS: Readonly<Record<VendorName, Vendor>> = {
  anthropic: { protocol: 'anthropic', baseUrl: NOWHERE, path: '/v1/messages', keyPrefix: 'sk-ant-bench-' },
  openai: { protocol: 'openai', baseUrl: NOWHERE, path: '/v1/chat/completions', keyPrefix: 'sk-proj-bench-' },
  gemini: { protocol: 'gemini', baseUrl: NOWHERE, path: '/v1beta/models/m:generateContent', keyPrefix: 'AIzaBench' },
}

/** One in so many requests is of what is rare: an account, a model, a client. */
export const RARE_ONE_IN = 100_000
export const RARE = { account: 'spare', model: 'in-house-model', client: 'auditor' } as const

export const MODELS: readonly { readonly name: string; readonly provider: VendorName; readonly weight: number }[] = [
  { name: 'claude-sonnet-4-5', provider: 'anthropic', weight: 45 },
  { name: 'claude-haiku-4-5', provider: 'anthropic', weight: 25 },
  { name: 'claude-opus-4-1', provider: 'anthropic', weight: 8 },
  { name: 'gpt-5', provider: 'openai', weight: 10 },
  { name: 'gpt-5-mini', provider: 'openai', weight: 7 },
  { name: 'gemini-2.5-flash', provider: 'gemini', weight: 5 },
]

export const CLIENTS: readonly string[] = Array.from({ length: 12 }, (_, n) => `team-${n + 1}`)

const SHARES: readonly (readonly [pool: PoolName, provider: VendorName, share: number])[] = [
  ['lb', 'anthropic', 0.35],
  ['lb', 'openai', 0.15],
  ['lb', 'gemini', 0.1],
  ['accounts', 'anthropic', 0.3],
  ['accounts', 'openai', 0.1],
]

/** About so many accounts, and the rare one. */
export function createAccounts(count: number): readonly WorldAccount[] {
  const accounts = SHARES.flatMap(([pool, provider, share]) =>
    Array.from({ length: Math.max(1, Math.round(count * share)) }, (_, n) =>
      createAccount({ name: `${pool}-${provider}-${n + 1}`, pool, provider, weight: 1 / (n + 1) ** 0.3 }),
    ),
  )
  return [...accounts, createAccount({ name: RARE.account, pool: 'lb', provider: 'anthropic', weight: 0 })]
}

function createAccount(of: Pick<WorldAccount, 'name' | 'pool' | 'provider' | 'weight'>): WorldAccount {
  const { baseUrl, keyPrefix } = VENDORS[of.provider]
  const apiKey = keyPrefix + sha256(of.name).slice(0, 32)
  return { ...of, apiKey, id: accountIdOf({ provider: of.provider, baseUrl, credential: new Secret(apiKey) }, sha256) }
}

/** The config file that goes with the store. `days` is how long requests are kept. */
export function toConfig(accounts: readonly WorldAccount[], days: number): object {
  return {
    load_balancer: { enabled: true, strategy: 'round-robin' },
    retention: { detail_days: days },
    providers: Object.fromEntries(Object.entries(VENDORS).map(([name, { baseUrl }]) => [name, { base_url: baseUrl }])),
    accounts: accounts.map(({ name, pool, provider, apiKey }) => ({ name, pool, provider, api_key: apiKey })),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
