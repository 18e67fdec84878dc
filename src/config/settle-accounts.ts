import type { Account } from '../model/account.ts'
import { providerOfKey } from '../model/providers.ts'
import type { Provider } from '../model/settings.ts'
import type { OpenedAccount } from '../model/stored-account.ts'
import type { AccountDraft } from './account-draft.ts'
import { accountIdOf } from '../model/account-id.ts'
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

/** Accounts as they are written, and those that were added while the gateway ran. */
export interface GivenAccounts {
  readonly drafts: readonly AccountDraft[]
  readonly stored: readonly OpenedAccount[]
}

/** An account, and where it stands. */
interface Placed extends Pick<AccountDraft, 'place' | 'source'> {
  readonly account: Account
}

/** Gives each account its provider and identity, and refuses what stands there twice: a credential, or a name. */
export function settleAccounts(
  reader: SettingReader,
  { drafts, stored }: GivenAccounts,
  rules: ProviderRules,
): readonly Account[] {
  const written = drafts.map((draft): Placed | null => {
    const provider = providerOf(reader, draft, rules)
    return provider === null ? null : { ...draft, account: toAccount(draft, provider, rules) }
  })
  const added = stored.map((opened) => settleStored(reader, opened, rules))
  const all = [...written, ...added].filter((placed) => placed !== null)
  refuseTwins(reader, all)
  return all.map(({ account }) => account)
}

function refuseTwins(reader: SettingReader, all: readonly Placed[]): void {
  const byId = new Map<string, Placed>()
  const byName = new Map<string, Placed>()
  for (const placed of all) {
    const { account } = placed
    const sameKey = byId.get(account.id)
    const sameName = byName.get(account.name)
    if (sameKey !== undefined) {
      refuse(reader, placed, { why: `it is the same key as ${tellPlace(sameKey, placed)}`, accepted: 'each key once' })
    } else if (sameName !== undefined) {
      const why = `${tellPlace(sameName, placed)} has the name ${account.name} too`
      refuse(reader, placed, { why, accepted: 'a name of its own for each account' })
    }
    byId.set(account.id, sameKey ?? placed)
    byName.set(account.name, sameName ?? placed)
  }
}

/** Of a stored account somebody hears who may know of no file: what stands elsewhere is told with where that is. */
function tellPlace({ place, source }: Placed, of: Placed): string {
  if (of.source.kind !== 'store') return place
  switch (source.kind) {
    case 'file':
      return `the account that ${place} of ${source.path} describes`
    case 'environment':
      return `the account of ${place} in the environment`
    case 'store':
      return place === of.place ? 'another account of the store' : `${place} of the store`
    case 'flag':
    case 'default':
      return `the account of ${place}`
  }
}

/** A stored account; its id was given to it when its credential was, and its provider must still be known. */
function settleStored(
  reader: SettingReader,
  { stored, credential }: OpenedAccount,
  rules: ProviderRules,
): Placed | null {
  const place = `account ${stored.name}`
  const source = { kind: 'store' } as const
  const provider = rules.providers.get(stored.provider)
  const baseUrl = stored.baseUrl ?? provider?.baseUrl ?? null
  if (baseUrl === null) {
    const why = `its provider ${stored.provider} is known no more`
    refuse(reader, { place, source }, { why, accepted: `providers.${stored.provider}.base_url in the config file` })
    return null
  }
  const account: Account = {
    id: stored.id,
    name: stored.name,
    pool: stored.pool,
    provider: stored.provider,
    protocol: provider?.protocol ?? 'openai',
    baseUrl,
    kind: stored.kind,
    credential,
    weight: stored.weight,
    priority: stored.priority,
    models: stored.models,
    modelMap: stored.modelMap,
    source: 'store',
    // The provider's address is the operator's own word.
    allowPrivate: stored.baseUrl === null || stored.allowPrivate,
    needsSignIn: stored.needsSignIn,
    caps: {
      maxInFlight: stored.maxInFlight,
      maxUtilization: stored.maxUtilization,
      quotaGroup: stored.quotaGroup,
    },
  }
  return { place, source, account }
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
    caps: draft.caps,
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
  if (draft.baseUrl !== null)
    return { name, protocol: 'openai', baseUrl: draft.baseUrl, oauth: null, workloadIdentity: null }
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

function refuse(
  reader: SettingReader,
  { place, source }: Pick<Placed, 'place' | 'source'>,
  words: { readonly why: string; readonly accepted: string },
): void {
  reader.report.problem({ setting: place, value: null, source, ...words })
}
