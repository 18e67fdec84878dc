import { NO_CAPS } from '../../model/account.ts'
import type { OpenedAccount, StoredAccount } from '../../model/stored-account.ts'
import type { GatewayState, ToldAccount } from './rpc.ts'

/** The stored accounts of a state, whichever version told it. */
export function storedAccounts({ accounts = [] }: Pick<GatewayState, 'accounts'>): readonly StoredAccount[] {
  return accounts.map(toStoredAccount)
}

export function toStoredAccount(told: ToldAccount): StoredAccount {
  return { ...NO_CAPS, ...told }
}

/** The stored accounts of a state for whoever has no business with their credentials: all but those. */
export function sealedAccounts(state: Pick<GatewayState, 'accounts'>): readonly OpenedAccount[] {
  return storedAccounts(state).map((stored) => ({ stored, credential: null }))
}
