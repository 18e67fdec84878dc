import * as oauth from 'oauth4webapi'
import type { OAuthClientSettings } from '../model/settings.ts'
import { serverWords } from './server-words.ts'
import { fitsHeader, type Tokens } from './tokens.ts'
import type { Redeemed } from './token-outcome.ts'

/** How authorization servers are reached. */
export interface OAuthReach {
  readonly fetch: typeof fetch
  readonly now: () => number
}

/** A sign-in that has begun (RFC 6749 §4.1 with PKCE, RFC 7636). */
export interface SignInFacts {
  readonly redirectUri: string
  readonly state: string
  /** Secret until the code is redeemed. */
  readonly verifier: string
}

/** We are who we are, not the library that we ask with. */
const USER_AGENT = 'claudeflare'
const TIMEOUT_MS = 30_000
/** How long an access token is taken to live that came without `expires_in`. */
const DEFAULT_LIFETIME_S = 3_600

/** A state and a verifier of chance, each of 256 bits. */
export function createSignInFacts(redirectUri: string): SignInFacts {
  return { redirectUri, state: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() }
}

/** Where a person is sent to sign in. */
export async function toAuthorizeUrl(client: OAuthClientSettings, facts: SignInFacts): Promise<string> {
  const url = new URL(client.authorizationEndpoint)
  const parameters: Readonly<Record<string, string>> = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: facts.redirectUri,
    state: facts.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(facts.verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  if (client.scopes.length > 0) url.searchParams.set('scope', client.scopes.join(' '))
  return url.href
}

/** Redeems the code that the vendor sent a person back with. `answer` is the query of that address. */
export function redeemCode(
  client: OAuthClientSettings,
  sent: { readonly facts: SignInFacts; readonly answer: URLSearchParams },
  reach: OAuthReach,
): Promise<Redeemed> {
  const { facts, answer } = sent
  const as = toServer(client)
  const parameters = readAnswer(client, as, sent)
  if (!(parameters instanceof URLSearchParams)) return Promise.resolve(parameters)
  return redeem(reach, secretsOf(client, [facts.verifier, facts.state, answer.get('code')]), async (askedAt) => {
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      toClient(client),
      toClientAuth(client),
      parameters,
      facts.redirectUri,
      facts.verifier,
      toOptions(client, reach),
    )
    const granted = await oauth.processAuthorizationCodeResponse(as, toClient(client), response)
    return toTokens(granted, { askedAt, refreshToken: null, source: 'sign-in' })
  })
}

/** Redeems a refresh token (RFC 6749 §6). Where the answer brings no other, the same one stays good. */
export function redeemRefreshToken(
  client: OAuthClientSettings,
  refreshToken: string,
  reach: OAuthReach,
): Promise<Redeemed> {
  return redeem(reach, secretsOf(client, [refreshToken]), async (askedAt) => {
    const as = toServer(client)
    const response = await oauth.refreshTokenGrantRequest(
      as,
      toClient(client),
      toClientAuth(client),
      refreshToken,
      toOptions(client, reach),
    )
    const granted = await oauth.processRefreshTokenResponse(as, toClient(client), response)
    return toTokens(granted, { askedAt, refreshToken, source: 'renewal' })
  })
}

/** `secrets` are those that are sent: no failure tells of them. */
async function redeem(
  reach: OAuthReach,
  secrets: readonly string[],
  ask: (askedAt: number) => Promise<Tokens>,
): Promise<Redeemed> {
  try {
    return { kind: 'tokens', tokens: await ask(reach.now()) }
  } catch (error) {
    return toFailure(error, secrets)
  }
}

/** What the vendor sent a person back with, checked (RFC 6749 §4.1.2, RFC 9207 §2.4); why it is refused, where it is. */
function readAnswer(
  client: OAuthClientSettings,
  as: oauth.AuthorizationServer,
  { facts, answer }: { readonly facts: SignInFacts; readonly answer: URLSearchParams },
): URLSearchParams | Redeemed {
  try {
    return oauth.validateAuthResponse(as, toClient(client), toAnswer(client, answer), facts.state)
  } catch (error) {
    const secrets = secretsOf(client, [answer.get('code')])
    if (error instanceof oauth.AuthorizationResponseError) return toFailure(error, secrets)
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'refused', why: `the answer is not one to this sign-in: ${serverWords(why, secrets)}` }
  }
}

/** What a request carries that nobody may read of it, also as it is written in a form. */
function secretsOf(client: OAuthClientSettings, sent: readonly (string | null)[]): readonly string[] {
  const all = [...sent, client.clientSecret?.reveal() ?? null]
  return all.flatMap((secret) =>
    secret === null || secret === '' ? [] : [secret, new URLSearchParams([['', secret]]).toString().slice(1)],
  )
}

/** `invalid_grant` is the one error that says of the grant itself that it is spent (RFC 6749 §5.2). */
export function toFailure(error: unknown, secrets: readonly string[]): Redeemed {
  if (error instanceof oauth.ResponseBodyError) {
    const why = `the authorization server answered ${error.status} ${tellError(error, secrets)}`
    return { kind: error.error === 'invalid_grant' ? 'refused' : 'failed', why }
  }
  if (error instanceof oauth.AuthorizationResponseError) {
    return { kind: 'refused', why: `the sign-in was refused: ${tellError(error, secrets)}` }
  }
  return { kind: 'failed', why: toWords(error, secrets) }
}

/** What the library or the network says; a cause says more than what wraps it. */
function toWords(error: unknown, secrets: readonly string[]): string {
  if (!(error instanceof Error)) return 'the authorization server cannot be reached'
  const { cause } = error
  if (cause instanceof Response) return `the authorization server answered ${cause.status}`
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {
    return `the authorization server cannot be reached (${cause.code})`
  }
  if (error.name === 'TimeoutError') return `the authorization server gave no answer within ${TIMEOUT_MS / 1000} s`
  return `the authorization server's answer cannot be used: ${serverWords(error.message, secrets)}`
}

function tellError(
  { error, error_description: text = '' }: { readonly error: string; readonly error_description?: string | undefined },
  secrets: readonly string[],
): string {
  return serverWords(error, secrets) + (text === '' ? '' : ` (${serverWords(text, secrets)})`)
}

function toTokens(
  granted: Pick<oauth.TokenEndpointResponse, 'access_token' | 'token_type' | 'expires_in' | 'refresh_token'>,
  from: { readonly askedAt: number } & Pick<Tokens, 'refreshToken' | 'source'>,
): Tokens {
  if (granted.token_type !== 'bearer') throw new Error(`its token is of the type ${granted.token_type}, not Bearer`)
  if (!fitsHeader(granted.access_token)) throw new Error('its token holds what no header takes')
  const lifetimeMs = (granted.expires_in ?? DEFAULT_LIFETIME_S) * 1_000
  return {
    accessToken: granted.access_token,
    expiresAt: from.askedAt + lifetimeMs,
    lifetimeMs,
    refreshToken: granted.refresh_token ?? from.refreshToken,
    refreshedAt: from.askedAt,
    source: from.source,
  }
}

/** Without a configured issuer there is nothing to hold `iss` against (RFC 9207 §2.4): the state alone binds the answer. */
function toAnswer(client: OAuthClientSettings, answer: URLSearchParams): URLSearchParams {
  const read = new URLSearchParams(answer)
  if (client.issuer === null) read.delete('iss')
  return read
}

function toServer(client: OAuthClientSettings): oauth.AuthorizationServer {
  return {
    issuer: client.issuer ?? new URL(client.tokenEndpoint).origin,
    authorization_endpoint: client.authorizationEndpoint,
    token_endpoint: client.tokenEndpoint,
    authorization_response_iss_parameter_supported: client.issuer !== null,
  }
}

function toClient(client: OAuthClientSettings): oauth.Client {
  return { client_id: client.clientId }
}

function toClientAuth(client: OAuthClientSettings): oauth.ClientAuth {
  if (client.clientSecret === null) return oauth.None()
  const secret = client.clientSecret.reveal()
  return client.clientAuth === 'client_secret_post' ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret)
}

/** An address in the clear is the operator's own word; where it is not loopback the settings warn of it. */
function toOptions(client: OAuthClientSettings, { fetch }: OAuthReach) {
  return {
    [oauth.customFetch]: (url: string, options: oauth.CustomFetchOptions<'POST', URLSearchParams>) => {
      const { body, type } = toSent(client, options.body)
      return fetch(url, { ...options, body, headers: { ...options.headers, ...type, 'user-agent': USER_AGENT } })
    },
    [oauth.allowInsecureRequests]: new URL(client.tokenEndpoint).protocol === 'http:',
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
  }
}

function toSent({ tokenRequests }: OAuthClientSettings, form: URLSearchParams) {
  if (tokenRequests === 'form') return { body: form, type: {} }
  return { body: JSON.stringify(Object.fromEntries(form)), type: { 'content-type': 'application/json' } }
}
