import type { AccountRow } from '../../../../src/admin/contract.ts'

const DISABLED: Readonly<Record<string, string>> = {
  failures: 'failed too often',
  auth: 'its credential was refused',
}

/** What vendors call it, said for a person. */
const COOLING: Readonly<Record<string, string>> = {
  rate_limit_error: 'met a rate limit',
  rate_limit_exceeded: 'met a rate limit',
  RESOURCE_EXHAUSTED: 'met a quota',
  insufficient_quota: 'its credit is used up',
  overloaded_error: 'its vendor is overloaded',
}

/** Why an account is not serving, for a person; `null` where it is, or nothing tells. */
export function tellReason({ state, reason }: Pick<AccountRow, 'state' | 'reason'>): string | null {
  if (reason === null || state === 'serving') return null
  if (state === 'disabled') return DISABLED[reason] ?? reason
  if (state === 'cooling') return COOLING[reason] ?? reason
  return reason
}

/** What `until` means in a state: the words before the countdown. */
export function tellUntil(state: AccountRow['state']): string {
  return state === 'disabled' ? 'tried again in' : 'back in'
}

const KINDS: Readonly<Record<Exclude<AccountRow['kind'], 'api_key'>, string>> = {
  oauth: 'sign-in',
  workload_identity: 'workload identity',
}

/** What it is that calls are sent with: `sk-ant-…9f3c`, `sign-in`. */
export function tellCredential({ kind, maskedKey }: Pick<AccountRow, 'kind' | 'maskedKey'>): string {
  return kind === 'api_key' ? maskedKey : KINDS[kind]
}

/** Where it is changed: `null` where that is here. */
export function tellSource(source: AccountRow['source']): string | null {
  switch (source) {
    case 'store':
      return null
    case 'environment':
      return 'It is set by LOAD_BALANCER_API_KEYS of the environment, and changed there.'
    case 'file':
      return 'It stands in the config file, and is changed there.'
  }
}

/** `9 accounts, 8 serving` */
export function tellCounts(accounts: readonly Pick<AccountRow, 'state'>[]): string {
  const serving = accounts.filter(({ state }) => state === 'serving').length
  if (accounts.length === 1) return `1 account, ${serving === 1 ? 'serving' : 'not serving'}`
  return `${accounts.length} accounts, ${serving === accounts.length ? 'all' : serving === 0 ? 'none' : serving} serving`
}
