import { openAccounts } from '../../accounts/account-book.ts'
import { openVault } from '../../accounts/vault.ts'
import type { TokenOutcome } from '../../accounts/token-outcome.ts'
import type { Credentials } from '../../gateway/credentials.ts'
import { Secret } from '../../model/secret.ts'
import type { OpenedAccount } from '../../model/stored-account.ts'
import type { GatewayState } from './rpc.ts'
import { storedAccounts } from './sealed-accounts.ts'
import type { AskGateway } from './stubs.ts'

/** A token is asked for anew when less of its life is left: the gateway's object fetches the next meanwhile. */
const KEPT_UNTIL_MS = 120_000

interface KeptToken {
  readonly token: string
  readonly expiresAt: number
}

/** Opens the keys of a state's stored accounts; `null` where they were sealed with another secret, or there is none. */
export async function openStateAccounts(
  state: GatewayState,
  secret: Secret | null,
): Promise<readonly OpenedAccount[] | null> {
  const { vault = null } = state
  const accounts = storedAccounts(state)
  if (accounts.every(({ sealed }) => sealed === null)) {
    return accounts.map((stored) => ({ stored, credential: null }))
  }
  const opened = secret === null || vault === null ? null : await openVault(secret, vault)
  if (opened === null) return null
  const read = await openAccounts(accounts, opened)
  return read.broken.length === 0 ? read.accounts : null
}

/** What accounts prove themselves with, in an isolate: keys are at hand, tokens are asked of the gateway's object. */
export interface RemoteCredentials extends Credentials {
  /** Accounts have changed: tokens are asked for anew. */
  forget(): void
}

export function createRemoteCredentials(askGateway: AskGateway): RemoteCredentials {
  const kept = new Map<string, KeptToken>()

  async function ask(id: string, refused: string | null): Promise<TokenOutcome> {
    const reply = await askGateway((gateway) => gateway.token(id, refused))
    if (reply.kind === 'unready') return reply
    kept.set(id, { token: reply.token, expiresAt: reply.expiresAt })
    return { kind: 'ready', token: new Secret(reply.token), expiresAt: reply.expiresAt }
  }

  return {
    forget: () => kept.clear(),
    ready(account, now) {
      if (account.kind === 'api_key') return account.credential?.reveal() ?? ''
      const token = kept.get(account.id)
      return token !== undefined && token.expiresAt - now > KEPT_UNTIL_MS ? token.token : null
    },
    async obtain({ id }, refused) {
      const known = kept.get(id)
      // Another call of this isolate has asked since.
      if (known !== undefined && refused !== null && known.token !== refused) {
        return { kind: 'ready', token: new Secret(known.token), expiresAt: known.expiresAt }
      }
      try {
        return await ask(id, refused)
      } catch {
        return { kind: 'unready', why: 'the gateway’s object did not answer', until: Date.now() + 1_000 }
      }
    },
  }
}
