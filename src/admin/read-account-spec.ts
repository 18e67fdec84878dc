import type { AccountChange, NewAccount } from '../accounts/account-spec.ts'
import type { AccountCaps, ModelMapping } from '../model/account.ts'
import { ACCOUNTS_POOL } from '../model/pool.ts'
import { providerOfKey } from '../model/providers.ts'
import type { Settings } from '../model/settings.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import type { AccountBody, AccountPatch, SignInBody } from './account-contract.ts'

/** What was asked for as data, or the sentence that says why it cannot be: 400, or 409 where it is against a rule. */
export type SpecRead<Spec> =
  | { readonly ok: true; readonly spec: Spec }
  | { readonly ok: false; readonly status: 400 | 409; readonly why: string }

type Rules = Pick<Settings, 'accounts' | 'providers' | 'defaultProvider'>

/** A new account of a key or a workload's identity. */
export function readNewAccount(body: AccountBody, settings: Rules): SpecRead<NewAccount> {
  const provider = body.provider ?? providerOfKey(body.api_key ?? '') ?? settings.defaultProvider
  const baseUrl = body.base_url ?? null
  const why = refuseProvider(provider, baseUrl, settings) ?? refuseKind(body, provider, settings)
  if (why !== null) return refuse(why)
  const bound = { provider, baseUrl, allowPrivate: body.allow_private }
  const common = { ...toCommon(body), ...bound, kind: body.kind }
  if (body.api_key !== undefined) {
    return { ok: true, spec: { ...common, identity: null, credential: { kind: 'key', key: body.api_key } } }
  }
  const identity = {
    federationRuleId: body.federation_rule_id ?? '',
    organizationId: body.organization_id ?? '',
    serviceAccountId: body.service_account_id ?? null,
    workspaceId: body.workspace_id ?? null,
  }
  return { ok: true, spec: { ...common, identity, credential: { kind: 'none' } } }
}

/** An account that somebody is to sign in to. */
export function readSignInAccount(
  body: SignInBody & { readonly provider: string },
  settings: Rules,
): SpecRead<Omit<NewAccount, 'credential'>> {
  const why = refuseProvider(body.provider, null, settings)
  if (why !== null) return refuse(why)
  const bound = { provider: body.provider, baseUrl: null, allowPrivate: false }
  return { ok: true, spec: { ...toCommon(body), ...bound, kind: 'oauth', identity: null } }
}

/** A change of a stored account. Where its calls go changes only together with what they carry (contract §8). */
export function readAccountChange(
  patch: AccountPatch,
  stored: StoredAccount,
  settings: Rules,
): SpecRead<AccountChange> {
  const provider = patch.provider ?? stored.provider
  const baseUrl = patch.base_url === undefined ? stored.baseUrl : patch.base_url
  const allowPrivate = patch.allow_private ?? stored.allowPrivate
  const isMoved = provider !== stored.provider || baseUrl !== stored.baseUrl || allowPrivate !== stored.allowPrivate
  const { api_key: key } = patch
  if (isMoved && key === undefined) {
    const why = 'base_url, provider and allow_private change only together with the credential: send api_key too'
    return refuse(why, 409)
  }
  if (key !== undefined && stored.kind !== 'api_key') {
    return refuse(`account ${stored.name} has no key: remove it, and add one that has`, 409)
  }
  const why = refuseProvider(provider, baseUrl, settings)
  if (why !== null) return refuse(why)
  const change = toChange(patch)
  if (key === undefined) return { ok: true, spec: change }
  return {
    ok: true,
    spec: { ...change, renewed: { provider, baseUrl, allowPrivate, credential: { kind: 'key', key } } },
  }
}

function toCommon(body: Omit<AccountPatch, 'api_key'>) {
  return {
    name: body.name ?? null,
    pool: body.pool ?? ACCOUNTS_POOL,
    weight: body.weight ?? 1,
    priority: body.priority ?? 0,
    models: body.models ?? [],
    modelMap: toMappings(body.model_map),
    note: toNote(body.note),
    maxInFlight: body.max_in_flight ?? null,
    maxUtilization: body.max_utilization ?? null,
    quotaGroup: body.quota_group ?? null,
  }
}

function toChange(patch: AccountPatch): AccountChange {
  const { name, pool, weight, priority, models, model_map: map, note } = patch
  return {
    ...(name === undefined ? {} : { name }),
    ...(pool === undefined ? {} : { pool }),
    ...(weight === undefined ? {} : { weight }),
    ...(priority === undefined ? {} : { priority }),
    ...(models === undefined ? {} : { models }),
    ...(map === undefined ? {} : { modelMap: toMappings(map) }),
    ...(note === undefined ? {} : { note: toNote(note) }),
    ...toCaps(patch),
  }
}

/** `null` takes one back. */
function toCaps(patch: AccountPatch): Partial<AccountCaps> {
  const { max_in_flight: maxInFlight, max_utilization: maxUtilization, quota_group: quotaGroup } = patch
  return {
    ...(maxInFlight === undefined ? {} : { maxInFlight }),
    ...(maxUtilization === undefined ? {} : { maxUtilization }),
    ...(quotaGroup === undefined ? {} : { quotaGroup }),
  }
}

function toMappings(map: AccountPatch['model_map']): readonly ModelMapping[] {
  return Object.entries(map ?? {}).map(([pattern, target]) => ({ pattern, target }))
}

function toNote(note: string | null | undefined): string | null {
  return note === undefined || note === '' ? null : note
}

function refuseProvider(name: string, baseUrl: string | null, { providers }: Rules): string | null {
  if (providers.has(name) || baseUrl !== null) return null
  return `provider: ${name} is not known; there are ${[...providers.keys()].join(', ')}, or any other with a base_url`
}

function refuseKind(body: AccountBody, provider: string, { providers }: Rules): string | null {
  if (body.kind === 'api_key') return body.api_key === undefined ? 'api_key: it is missing' : null
  if (body.api_key !== undefined) return 'api_key: a workload identity has none'
  if (body.base_url !== undefined && body.base_url !== null) {
    return "base_url: a workload's tokens go to the provider's own address, which the config file names"
  }
  if (body.federation_rule_id === undefined || body.organization_id === undefined) {
    return 'federation_rule_id and organization_id: a workload identity needs both'
  }
  if ((providers.get(provider)?.workloadIdentity ?? null) !== null) return null
  return `provider: the config file has no providers.${provider}.workload_identity, which says where the token is that proves the identity`
}

function refuse(why: string, status: 400 | 409 = 400): { readonly ok: false; status: 400 | 409; why: string } {
  return { ok: false, status, why }
}
