import type { AccountCaps } from '../model/account.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import type { Tokens } from './tokens.ts'

/** What an account proves itself with, as it is handed over to be sealed: plain data, since it may go between objects. */
export type GivenCredential =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'none' }

/** The part of an account that can be changed at any time. */
type Changeable = AccountCaps &
  Pick<StoredAccount, 'name' | 'pool' | 'weight' | 'priority' | 'models' | 'modelMap' | 'note'>

/** The part that changes only together with the credential: else a caller of the API could have a key sent elsewhere. */
type Bound = Pick<StoredAccount, 'provider' | 'baseUrl' | 'allowPrivate'>

/** An account to be added. */
export interface NewAccount extends Omit<Changeable, 'name'>, Bound, Pick<StoredAccount, 'kind' | 'identity'> {
  /** `null` is the first of `account-1`, `account-2`, … that no account has. */
  readonly name: string | null
  readonly credential: GivenCredential
}

/** A change of an account; what is absent stays. */
export interface AccountChange extends Partial<Changeable> {
  /** A new credential, and with it where it is sent; the account starts clean. */
  readonly renewed?: Bound & { readonly credential: GivenCredential }
  /** Somebody signed in again: the account stays what it was. */
  readonly tokens?: Tokens
}
