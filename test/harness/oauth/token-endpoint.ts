import { authenticateClient } from './clients.ts'
import type { Authentication, OAuthClient } from './clients.ts'
import type { Codes } from './codes.ts'
import { isScopeWithin, parseParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { Issued, Tokens } from './tokens.ts'

/** A request as far as it can be decided about. */
export interface TokenAsk {
  readonly contentType: string
  readonly authorization: string | null
  /** Empty where there is none. */
  readonly query: string
  readonly body: string
}

/** What was decided, and what a record says of the request. */
export interface Decided {
  readonly answer: Issued | Refusal
  readonly grant: string | null
  readonly clientId: string | null
  readonly authentication: Authentication | null
  readonly family: number | null
  /** The refresh token's place among those of its family, from 1. */
  readonly ordinal: number | null
  /** Epoch ms at which the access token ends that this one is to replace. */
  readonly replaces: number | null
}

/** What the endpoint knows. */
export interface TokenDesk {
  readonly clients: readonly OAuthClient[]
  readonly codes: Codes
  readonly tokens: Tokens
}

/** Nothing is known of a request that cannot be read. */
export const UNREAD: Omit<Decided, 'answer'> = {
  grant: null,
  clientId: null,
  authentication: null,
  family: null,
  ordinal: null,
  replaces: null,
}

const FORM = /^application\/x-www-form-urlencoded *(;.*)?$/i
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/

/** Carries a token request out (RFC 6749, sections 4.1.3 and 6). `now` is epoch ms. */
export function decideToken(desk: TokenDesk, ask: TokenAsk, now: number): Decided {
  if (!FORM.test(ask.contentType))
    return { ...UNREAD, answer: refuse('invalid_request', 'the body is no form: application/x-www-form-urlencoded') }
  if (ask.query !== '') return { ...UNREAD, answer: refuse('invalid_request', 'parameters belong into the body') }
  const form = parseParameters(ask.body)
  if (form.kind === 'refused') return { ...UNREAD, answer: form }
  const grant = form.get('grant_type')
  const known = authenticateClient(desk.clients, ask.authorization, form)
  if (known.kind === 'refused') return { ...UNREAD, grant, clientId: form.get('client_id'), answer: known }
  const { client, authentication } = known
  const seen = { ...UNREAD, grant, clientId: client.id, authentication }
  switch (grant) {
    case 'authorization_code': {
      const answer = redeemCode(desk, form, { client, now })
      return { ...seen, family: answer.kind === 'issued' ? answer.family : null, answer }
    }
    case 'refresh_token':
      return { ...seen, ...redeemRefresh(desk.tokens, form, client) }
    case null:
      return { ...seen, answer: refuse('invalid_request', 'grant_type is missing') }
    default:
      return { ...seen, answer: refuse('unsupported_grant_type', 'authorization_code or refresh_token') }
  }
}

interface Moment {
  readonly client: OAuthClient
  readonly now: number
}

function redeemCode(desk: TokenDesk, form: Parameters, { client, now }: Moment): Issued | Refusal {
  const code = form.get('code')
  const redirectUri = form.get('redirect_uri')
  const verifier = form.get('code_verifier')
  if (code === null) return refuse('invalid_request', 'code is missing')
  if (redirectUri === null) return refuse('invalid_request', 'redirect_uri is missing')
  if (verifier === null) return refuse('invalid_request', 'code_verifier is missing')
  if (!VERIFIER.test(verifier)) return refuse('invalid_request', 'code_verifier is 43 to 128 unreserved characters')
  const presented = desk.codes.present(code, { clientId: client.id, redirectUri, verifier }, now)
  switch (presented.kind) {
    case 'bad':
      return refuse('invalid_grant', presented.why)
    case 'used':
      if (presented.family !== null) desk.tokens.revoke(presented.family, 'code used twice')
      return refuse('invalid_grant', 'the code was used before')
    case 'good': {
      const issued = desk.tokens.open(client.id, presented.grant.scope)
      if (issued.family !== null) desk.codes.onRedeemed(code, issued.family)
      return issued
    }
  }
}

type Redeemed = Pick<Decided, 'answer' | 'family' | 'ordinal' | 'replaces'>

/** A spent token that comes again is in two hands, and nobody can tell whose: all go (RFC 9700, section 4.14.2). */
function redeemRefresh(tokens: Tokens, form: Parameters, client: OAuthClient): Redeemed {
  const nothing = { family: null, ordinal: null, replaces: null }
  const token = form.get('refresh_token')
  if (token === null) return { ...nothing, answer: refuse('invalid_request', 'refresh_token is missing') }
  const known = tokens.find(token)
  if (known.kind === 'unknown') return { ...nothing, answer: refuse('invalid_grant', 'no such refresh token') }
  const { family, ordinal, replaces } = known
  const seen = { family: family.number, ordinal, replaces }
  if (family.clientId !== client.id)
    return { ...seen, answer: refuse('invalid_grant', 'the refresh token is another client’s') }
  switch (known.kind) {
    case 'revoked':
      return { ...seen, answer: refuse('invalid_grant', 'the sign-in was revoked') }
    case 'spent':
      tokens.revoke(family.number, 'reuse')
      return { ...seen, answer: refuse('invalid_grant', 'the refresh token was used before: the sign-in is revoked') }
    case 'fresh': {
      const scope = form.get('scope')
      if (scope !== null && !isScopeWithin(scope, family.scope.split(' ')))
        return { ...seen, answer: refuse('invalid_scope', 'scope goes beyond what was granted') }
      return { ...seen, answer: tokens.redeem(token) }
    }
  }
}
