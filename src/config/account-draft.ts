import type { AccountCaps, ModelMapping } from '../model/account.ts'
import type { Secret } from '../model/secret.ts'
import type { SettingSource } from '../model/settings.ts'
import type { Given } from './setting-reader.ts'

/** An account as it was written, before its provider is known and it is compared with the others. */
export interface AccountDraft {
  /** Where it stands, for messages: `LOAD_BALANCER_API_KEYS, key 2`, `accounts[1]`. */
  readonly place: string
  readonly source: SettingSource
  readonly name: string
  readonly pool: string
  /** As it was given; `null` where the credential's prefix decides. */
  readonly provider: Given | null
  readonly credential: Secret
  readonly weight: number
  readonly priority: number
  readonly baseUrl: string | null
  readonly models: readonly string[]
  readonly modelMap: readonly ModelMapping[]
  readonly caps: AccountCaps
}
