import type { Parameters } from './parameters.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** A client as it was registered. */
export type OAuthClient = PublicClient | ConfidentialClient

interface Registered {
  readonly id: string
  /** Compared as text; on loopback the port is the client's choice (RFC 8252, section 7.3). */
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
}

/** Has nothing to prove itself by but its code verifier. */
interface PublicClient extends Registered {
  readonly kind: 'public'
}

interface ConfidentialClient extends Registered {
  readonly kind: 'confidential'
  readonly secret: string
  /** How it may show the secret. */
  readonly methods: readonly ('client_secret_basic' | 'client_secret_post')[]
}

/** How a request named its client. */
export type Authentication = 'none' | 'client_secret_basic' | 'client_secret_post'

export interface KnownClient {
  readonly kind: 'known'
  readonly client: OAuthClient
  readonly authentication: Authentication
}

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(\/[^#]*)?$/

export function isRegisteredRedirect(client: OAuthClient, uri: string): boolean {
  return client.redirectUris.some((registered) => registered === uri || isSameOnLoopback(registered, uri))
}

/** Compared as text and never as a URL: what a parser would straighten out is another address here. */
function isSameOnLoopback(registered: string, uri: string): boolean {
  const [known, asked] = [LOOPBACK.exec(registered), LOOPBACK.exec(uri)]
  return known !== null && asked !== null && known[1] === asked[1] && known[2] === asked[2]
}

/** Who asks the token endpoint (RFC 6749, section 2.3): by one method, and by one that was registered. */
export function authenticateClient(
  clients: readonly OAuthClient[],
  authorization: string | null,
  form: Parameters,
): KnownClient | Refusal {
  const secret = form.get('client_secret')
  if (authorization !== null) {
    if (secret !== null) return refuse('invalid_request', 'a client proves itself in one way at a time')
    const pair = decodeBasic(authorization)
    if (pair === null) return refuse('invalid_client', 'the authorization header is not of the Basic scheme')
    const named = form.get('client_id')
    if (named !== null && named !== pair.id) return refuse('invalid_request', 'two different clients are named')
    return check(clients, { ...pair, authentication: 'client_secret_basic' })
  }
  const id = form.get('client_id')
  if (id === null) return refuse('invalid_client', 'no client is named')
  return check(clients, { id, secret, authentication: secret === null ? 'none' : 'client_secret_post' })
}

interface Presented {
  readonly id: string
  readonly secret: string | null
  readonly authentication: Authentication
}

function check(clients: readonly OAuthClient[], presented: Presented): KnownClient | Refusal {
  const { id, secret, authentication } = presented
  const client = clients.find((one) => one.id === id)
  if (client === undefined) return refuse('invalid_client', 'no such client')
  const known: KnownClient = { kind: 'known', client, authentication }
  switch (client.kind) {
    case 'public':
      return authentication === 'none' ? known : refuse('invalid_client', 'this client has no secret')
    case 'confidential':
      if (authentication === 'none' || !client.methods.includes(authentication))
        return refuse('invalid_client', `this client proves itself by ${client.methods.join(' or ')}`)
      return secret === client.secret ? known : refuse('invalid_client', 'the secret is not the client’s')
  }
}

/** Both halves are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function decodeBasic(header: string): { readonly id: string; readonly secret: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 0) return null
  return { id: decodeForm(text.slice(0, colon)), secret: decodeForm(text.slice(colon + 1)) }
}

function decodeForm(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? ''
}
