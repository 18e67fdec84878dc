import type { OAuthClientSettings, Provider } from '../model/settings.ts'
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
  /** What was brought back is no answer to what was begun, or the vendor refuses it. */
  | { readonly kind: 'invalid'; readonly why: string }
  /** The authorization server cannot be reached, or does not answer as it should. */
  | { readonly kind: 'failed'; readonly why: string }

export interface SignInsParts {
  readonly book: Pick<AccountBook, 'add' | 'change' | 'refusals'>
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
  /** States whose answer was taken: a code that is shown twice costs what came of it (RFC 6749 §4.1.2). */
  readonly #taken = new Map<string, number>()

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
    const sentences = request.subject.kind === 'new' ? this.#parts.book.refusals(request.subject.account) : []
    if (sentences.length > 0) return { kind: 'refused', sentences }
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
    if (begun === null) return invalid('this sign-in was not begun here')
    if (reach.now() >= begun.expiresAt) return invalid('this sign-in took longer than 10 minutes; begin another one')
    const client = this.#parts.providers().get(begun.provider)?.oauth ?? null
    if (client === null) return refuse(`provider ${begun.provider} has no OAuth client any more`)
    const why = refuseAnswer(answer, begun.facts) ?? refuseIssuer(answer, client)
    if (why !== null) return invalid(why)
    if (!this.#take(begun)) return invalid('this sign-in has been completed already; begin another one')
    const redeemed = await redeemCode(client, { facts: begun.facts, answer }, reach)
    switch (redeemed.kind) {
      case 'tokens':
        return this.#keep(begun.subject, redeemed.tokens)
      case 'refused':
        return invalid(redeemed.why)
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

  /** `false` where its answer was taken before. */
  #take({ facts, expiresAt }: Ticket): boolean {
    for (const [state, until] of this.#taken) if (until <= this.#parts.reach.now()) this.#taken.delete(state)
    if (this.#taken.has(facts.state)) return false
    this.#taken.set(facts.state, expiresAt)
    return true
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

function refuseAnswer(answer: URLSearchParams, { state }: SignInFacts): string | null {
  if (answer.get('state') !== state) return 'this answer belongs to another sign-in: its state differs'
  return answer.has('code') || answer.has('error') ? null : 'this answer brings no code'
}

/** An operator who names no issuer is taken to mean the servers that were named (RFC 9207 §2.4). */
function refuseIssuer(answer: URLSearchParams, client: OAuthClientSettings): string | null {
  const named = answer.get('iss')
  if (named === null || client.issuer !== null) return null
  const origins = [client.tokenEndpoint, client.authorizationEndpoint].map((endpoint) => new URL(endpoint).origin)
  if (URL.canParse(named) && origins.includes(new URL(named).origin)) return null
  return 'this answer names another issuer than the servers that were asked; if it is the vendor, put it under providers.<name>.oauth.issuer'
}

function invalid(why: string): { readonly kind: 'invalid'; readonly why: string } {
  return { kind: 'invalid', why }
}

function refuse(sentence: string): { readonly kind: 'refused'; readonly sentences: readonly string[] } {
  return { kind: 'refused', sentences: [sentence] }
}
