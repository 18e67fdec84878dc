import type { Provider } from '../model/settings.ts'
import type { AccountBook, BookOutcome } from './account-book.ts'
import type { NewAccount } from './account-spec.ts'
import type { OAuthReach, SignInFacts } from './oauth-client.ts'
import { createSignInFacts, redeemCode, toAuthorizeUrl } from './oauth-client.ts'
import type { TokenKeeper } from './token-keeper.ts'
import type { Tokens } from './tokens.ts'
import type { Vault } from './vault.ts'

/** Who is to sign in: a new account, or one that has to again. */
export type SignInSubject =
  | { readonly kind: 'new'; readonly account: Omit<NewAccount, 'credential'> }
  | { readonly kind: 'again'; readonly id: string }

export interface SignInRequest {
  readonly subject: SignInSubject
  readonly provider: string
  /** Where the vendor sends the person back to. */
  readonly redirectUri: string
}

export type SignInBegun =
  | {
      readonly kind: 'begun'
      /** What was begun, sealed: nothing of it is kept here. */
      readonly ticket: string
      readonly authorizeUrl: string
      readonly redirectUri: string
      /** Epoch ms. */
      readonly expiresAt: number
    }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] }

export type SignInOutcome =
  | BookOutcome
  /** The authorization server cannot be reached, or does not answer as it should. */
  | { readonly kind: 'failed'; readonly why: string }

export interface SignInsParts {
  readonly book: Pick<AccountBook, 'add' | 'change' | 'find'>
  readonly tokens: Pick<TokenKeeper, 'forget'>
  readonly vault: Vault | null
  providers(): ReadonlyMap<string, Provider>
  readonly reach: OAuthReach
}

/** What goes into a ticket. */
interface Ticket extends SignInRequest {
  readonly facts: SignInFacts
  readonly expiresAt: number
}

/** How long a person may take to sign in. */
const PATIENCE_MS = 600_000
const PLACE = { table: 'sign-ins', row: 'ticket' }

/**
 * Sign-ins of people (RFC 6749 §4.1, PKCE). A sign-in that is under way is kept by whoever began it, as a sealed ticket: a
 * server that restarts, and any of several, can complete it.
 */
export class SignIns {
  readonly #parts: SignInsParts

  constructor(parts: SignInsParts) {
    this.#parts = parts
  }

  async begin(request: SignInRequest): Promise<SignInBegun> {
    const { vault, reach } = this.#parts
    const client = this.#parts.providers().get(request.provider)?.oauth ?? null
    if (vault === null) return refuse('no account can be kept without a secret: set CLAUDEFLARE_SECRET')
    if (client === null) {
      return refuse(tellNoClient(request.provider))
    }
    const facts = createSignInFacts(request.redirectUri)
    const expiresAt = reach.now() + PATIENCE_MS
    const ticket: Ticket = { ...request, facts, expiresAt }
    return {
      kind: 'begun',
      ticket: await vault.seal(JSON.stringify(ticket), PLACE),
      authorizeUrl: await toAuthorizeUrl(client, facts),
      redirectUri: request.redirectUri,
      expiresAt,
    }
  }

  /** `answer` is the query that the vendor sent the person back with. */
  async complete(ticket: string, answer: URLSearchParams): Promise<SignInOutcome> {
    const { reach } = this.#parts
    const begun = await this.#open(ticket)
    if (begun === null) return refuse('this sign-in was not begun here')
    if (reach.now() >= begun.expiresAt) return refuse('this sign-in took longer than 10 minutes; begin another one')
    const client = this.#parts.providers().get(begun.provider)?.oauth ?? null
    if (client === null) return refuse(`provider ${begun.provider} has no OAuth client any more`)
    if (answer.get('state') !== begun.facts.state)
      return refuse('this answer belongs to another sign-in: its state differs')
    const redeemed = await redeemCode(client, { facts: begun.facts, answer }, reach)
    switch (redeemed.kind) {
      case 'tokens':
        return this.#keep(begun.subject, redeemed.tokens)
      case 'refused':
        return refuse(redeemed.why)
      case 'failed':
        return redeemed
    }
  }

  async #keep(subject: SignInSubject, tokens: Tokens): Promise<BookOutcome> {
    const { book } = this.#parts
    const outcome =
      subject.kind === 'new'
        ? await book.add({ ...subject.account, credential: { kind: 'tokens', tokens } })
        : await book.change(subject.id, { tokens })
    if (outcome.kind === 'kept') this.#parts.tokens.forget(outcome.account.key)
    return outcome
  }

  async #open(sealed: string): Promise<Ticket | null> {
    const text = await this.#parts.vault?.open(sealed, PLACE)
    // Sealed here: it is what was put in.
    return text === null || text === undefined ? null : (JSON.parse(text) as Ticket)
  }
}

/** What somebody is told who wants to sign in where the operator has registered no client. */
export function tellNoClient(provider: string): string {
  return `provider ${provider} has no OAuth client: register one with the vendor, and put it under providers.${provider}.oauth in the config file`
}

function refuse(sentence: string): { readonly kind: 'refused'; readonly sentences: readonly string[] } {
  return { kind: 'refused', sentences: [sentence] }
}
