import type { Provider } from '../model/settings.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import { type OAuthReach, redeemRefreshToken } from './oauth-client.ts'
import type { Redeemed } from './token-outcome.ts'
import type { Tokens } from './tokens.ts'
import { exchangeAssertion } from './workload-identity.ts'

export interface RedeemerParts {
  providers(): ReadonlyMap<string, Provider>
  readonly reach: OAuthReach
  /** A file with the token that proves a workload's identity. */
  readFile(path: string): Promise<string>
}

/** Fetches an account's next tokens, the way its kind does. */
export function createRedeemer(
  parts: RedeemerParts,
): (account: StoredAccount, tokens: Tokens | null) => Promise<Redeemed> {
  const { reach } = parts

  async function exchange(account: StoredAccount): Promise<Redeemed> {
    const settings = parts.providers().get(account.provider)?.workloadIdentity ?? null
    const { identity } = account
    if (settings === null || identity === null) return missing(account.provider, 'workload_identity')
    const { assertion, tokenEndpoint } = settings
    const text = assertion.kind === 'value' ? assertion.value.reveal() : await parts.readFile(assertion.path)
    return exchangeAssertion({ tokenEndpoint, identity, assertion: text.trim() }, reach)
  }

  return (account, tokens) => {
    switch (account.kind) {
      case 'workload_identity':
        return exchange(account)
      case 'oauth': {
        const client = parts.providers().get(account.provider)?.oauth ?? null
        if (client === null) return Promise.resolve(missing(account.provider, 'oauth'))
        const refreshToken = tokens?.refreshToken ?? null
        return refreshToken === null
          ? Promise.resolve(endOf(tokens, reach.now()))
          : redeemRefreshToken(client, refreshToken, reach)
      }
      case 'api_key':
        return Promise.resolve({ kind: 'failed', why: 'a key is not renewed' })
    }
  }
}

/** Without a refresh token nothing is to be had but what is there; while that lives, nobody has to do anything yet. */
function endOf(tokens: Tokens | null, now: number): Redeemed {
  if (tokens !== null && tokens.expiresAt > now) {
    return { kind: 'failed', why: 'it was given no refresh token: when its token ends, somebody has to sign in again' }
  }
  return { kind: 'refused', why: 'its token has ended, and it was given none to renew it with' }
}

function missing(provider: string, section: string): Redeemed {
  return { kind: 'failed', why: `the config file has no providers.${provider}.${section} any more` }
}
