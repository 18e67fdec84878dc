import type { OpenedAccount } from '../../model/stored-account.ts'
import type { GatewayState } from './rpc.ts'

/** The stored accounts of a state for whoever has no business with their credentials: all but those. */
export function sealedAccounts({ accounts }: GatewayState): readonly OpenedAccount[] {
  return (accounts ?? []).map((stored) => ({ stored, credential: null }))
}
