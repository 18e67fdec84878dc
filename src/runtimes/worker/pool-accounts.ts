import type { Account, AccountId } from '../../model/account.ts'
import { NO_CAPS } from '../../model/account.ts'
import type { AttemptRow } from '../../model/ledger.ts'
import type { Settings } from '../../model/settings.ts'
import type { Opening, OwnTarget } from './rpc.ts'

/** The account that an attempt was made on; `null` where the settings have it no more. */
export function accountOf(settings: Settings, row: AttemptRow): Account | null {
  return settings.accounts.find(({ id }) => id === row.accountId) ?? null
}

/** An account that nobody keeps, as the pool's object sees it: the credential stays in the Worker. */
export function ownAccountOf(row: AttemptRow | null, way: Opening['way']): Account {
  const target: OwnTarget = typeof way === 'string' ? { provider: '', protocol: 'anthropic', baseUrl: '' } : way
  return {
    id: (row?.accountId ?? 'own') as AccountId,
    name: row?.account ?? 'own credential',
    pool: '',
    ...target,
    kind: 'api_key',
    credential: null,
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'environment',
    allowPrivate: true,
    needsSignIn: null,
    caps: NO_CAPS,
  }
}
