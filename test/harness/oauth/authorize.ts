import { isRegisteredRedirect } from './clients.ts'
import type { OAuthClient } from './clients.ts'
import type { CodeGrant } from './codes.ts'
import { isScopeWithin } from './parameters.ts'
import type { Parameters } from './parameters.ts'

/** What comes of a request to the authorization endpoint. */
export type Authorization =
  /** Client or redirect address are not known: whoever looks on is told, and sent nowhere (RFC 6749, section 4.1.2.1). */
  | { readonly kind: 'turned-away'; readonly why: string }
  | {
      readonly kind: 'sent-back'
      readonly redirectUri: string
      readonly state: string | null
      readonly error: string
      readonly why: string
    }
  | { readonly kind: 'approved'; readonly state: string; readonly grant: CodeGrant }

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/** Decides as a strict vendor does: PKCE with S256 and a state are no options (RFC 9700, section 2.1). */
export function decideAuthorization(clients: readonly OAuthClient[], asked: Parameters): Authorization {
  const client = clients.find(({ id }) => id === asked.get('client_id'))
  if (client === undefined) return { kind: 'turned-away', why: 'client_id is not known' }
  const redirectUri = asked.get('redirect_uri')
  if (redirectUri === null || !isRegisteredRedirect(client, redirectUri))
    return { kind: 'turned-away', why: 'redirect_uri is not registered for this client' }
  const state = asked.get('state')
  const sendBack = (error: string, why: string) => ({ kind: 'sent-back', redirectUri, state, error, why }) as const

  const type = asked.get('response_type')
  if (type === null) return sendBack('invalid_request', 'response_type is missing')
  if (type !== 'code') return sendBack('unsupported_response_type', 'response_type is code')
  if (state === null) return sendBack('invalid_request', 'state is missing')
  if (asked.get('code_challenge_method') !== 'S256')
    return sendBack('invalid_request', 'code_challenge_method is S256, and has to be said')
  const challenge = asked.get('code_challenge') ?? ''
  if (!CHALLENGE.test(challenge)) return sendBack('invalid_request', 'code_challenge is no SHA-256 in base64url')
  const scope = asked.get('scope') ?? client.scopes.join(' ')
  if (!isScopeWithin(scope, client.scopes)) return sendBack('invalid_scope', 'scope goes beyond the client’s')
  return { kind: 'approved', state, grant: { clientId: client.id, redirectUri, challenge, scope } }
}

/** Where a browser is sent: the client's address with these parameters after those it has of its own. */
export function toRedirect(redirectUri: string, parameters: Readonly<Record<string, string | null>>): string {
  const added = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== null) added.set(name, value)
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${added.toString()}`
}
