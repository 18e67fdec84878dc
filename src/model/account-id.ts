import type { AccountId } from './account.ts'
import type { Secret } from './secret.ts'

/** What an account is remembered by, whatever it is called. */
export interface AccountIdentity {
  readonly provider: string
  readonly baseUrl: string
  readonly credential: Secret
}

/** The first 24 hex digits of SHA-256 over provider, base URL and credential, NUL between them. */
export function accountIdOf(identity: AccountIdentity, hash: (text: string) => string): AccountId {
  const { provider, baseUrl, credential } = identity
  return hash(`${provider}\0${baseUrl}\0${credential.reveal()}`).slice(0, 24) as AccountId
}
