import type { Account } from '../model/account.ts'
import { providerOfKey } from '../model/providers.ts'
import type { Provider } from '../model/settings.ts'
import type { AccountDraft } from './account-draft.ts'
import { accountIdOf } from './account-id.ts'
import { providerName } from './account-kinds.ts'
import { nearestName } from './nearest-name.ts'
import type { SettingReader } from './setting-reader.ts'

/** What decides where an account's requests go. */
export interface ProviderRules {
  readonly providers: ReadonlyMap<string, Provider>
  /** Of a credential whose prefix tells nothing. */
  readonly defaultProvider: string
  hash(text: string): string
}

/** Gives each account its provider and identity, and refuses what stands there twice: a credential, or a name. */
export function settleAccounts(
  reader: SettingReader,
  drafts: readonly AccountDraft[],
  rules: ProviderRules,
): readonly Account[] {
  const byId = new Map<string, AccountDraft>()
  const byName = new Map<string, AccountDraft>()
  const accounts: Account[] = []
  for (const draft of drafts) {
    const provider = providerOf(reader, draft, rules)
    if (provider === null) continue
    const account = toAccount(draft, provider, rules)
    const sameKey = byId.get(account.id)
    const sameName = byName.get(account.name)
    if (sameKey !== undefined) {
      refuse(reader, draft, `it is the same key as ${sameKey.place}`, 'each key once')
    } else if (sameName !== undefined) {
      const why = `${sameName.place} has the name ${account.name} too`
      refuse(reader, draft, why, 'a name of its own for each account')
    }
    byId.set(account.id, sameKey ?? draft)
    byName.set(account.name, sameName ?? draft)
    accounts.push(account)
  }
  return accounts
}

function toAccount(draft: AccountDraft, provider: Provider, rules: ProviderRules): Account {
  const baseUrl = draft.baseUrl ?? provider.baseUrl
  const identity = { provider: provider.name, baseUrl, credential: draft.credential }
  return {
    id: accountIdOf(identity, (text) => rules.hash(text)),
    name: draft.name,
    pool: draft.pool,
    provider: provider.name,
    protocol: provider.protocol,
    baseUrl,
    kind: 'api_key',
    credential: draft.credential,
    weight: draft.weight,
    priority: draft.priority,
    models: draft.models,
    modelMap: draft.modelMap,
    source: draft.source.kind === 'environment' ? 'environment' : 'file',
    // A base URL from the environment or the file is the operator's own word.
    allowPrivate: true,
    needsSignIn: null,
  }
}

/** Named, else by the credential's prefix, else the default (contract §3). Unknown names speak the OpenAI protocol. */
function providerOf(reader: SettingReader, draft: AccountDraft, rules: ProviderRules): Provider | null {
  const byPrefix = providerOfKey(draft.credential.reveal()) ?? rules.defaultProvider
  const before = reader.report.problems.length
  const given = draft.provider
  const isLong = given?.raw.kind === 'text' && given.raw.text.length > 40
  const kind = { ...providerName, mask: isLong ? 'credential' : 'none' } as const
  const name = reader.use(given, kind, byPrefix)
  if (reader.report.problems.length > before) return null
  const known = rules.providers.get(name)
  if (known !== undefined) return known
  if (draft.baseUrl !== null) return { name, protocol: 'openai', baseUrl: draft.baseUrl }
  const names = [...rules.providers.keys()]
  const near = nearestName(name, names)
  reader.report.problem({
    setting: given?.setting ?? draft.place,
    value: isLong ? null : JSON.stringify(name),
    source: draft.source,
    why: `no such provider is known${near === null ? '' : ` (is ${near} meant?)`}`,
    accepted: `one of ${names.join(', ')}, or any name with a base_url, the account's or providers.<name>.base_url`,
  })
  return null
}

function refuse(reader: SettingReader, draft: AccountDraft, why: string, accepted: string): void {
  reader.report.problem({ setting: draft.place, value: null, source: draft.source, why, accepted })
}
