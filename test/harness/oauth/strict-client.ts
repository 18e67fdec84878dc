import * as oauth from 'oauth4webapi'
import { ask } from '../ask.ts'
import type { Told } from '../ask.ts'
import type { AuthorizationServer } from '../authorization-server.ts'
import { PUBLIC_CLIENT } from '../authorization-server.ts'
import type { OAuthClient } from './clients.ts'

/** A client of the server by a library that others wrote: it holds every answer to the letter of the RFCs. */
export interface StrictClient {
  /** Goes to the authorization endpoint and back, and checks what came: state and issuer. */
  authorize(changes?: Readonly<Record<string, string>>): Promise<Approved>
  redeem(approved: Approved, changes?: Partial<Approved>): Promise<oauth.TokenEndpointResponse>
  signIn(): Promise<SignedIn>
  refresh(refreshToken: string): Promise<oauth.TokenEndpointResponse>
}

interface Approved {
  readonly parameters: URLSearchParams
  readonly verifier: string
  readonly redirectUri: string
}

export interface SignedIn {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

/** On a port that nobody registered, as a client that listens where there is room. */
const REDIRECT_URI = 'http://127.0.0.1:51724/callback'
const INSECURE = { [oauth.allowInsecureRequests]: true } as const

/** A client that proves itself as it was registered to. */
export function createStrictClient(server: AuthorizationServer, registered: OAuthClient = PUBLIC_CLIENT): StrictClient {
  const as: oauth.AuthorizationServer = {
    issuer: server.url,
    authorization_endpoint: `${server.url}/authorize`,
    token_endpoint: `${server.url}/token`,
    authorization_response_iss_parameter_supported: true,
  }
  const client: oauth.Client = { client_id: registered.id }
  const proof = toProof(registered)

  const authorize = async (changes: Readonly<Record<string, string>> = {}): Promise<Approved> => {
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: registered.id,
      redirect_uri: REDIRECT_URI,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      scope: registered.scopes.join(' '),
      state,
      ...changes,
    })
    const back = await follow(`${server.url}/authorize?${asked.toString()}`)
    const parameters = oauth.validateAuthResponse(as, client, back, state)
    return { parameters, verifier, redirectUri: asked.get('redirect_uri') ?? '' }
  }
  const redeem = async (approved: Approved, changes: Partial<Approved> = {}) => {
    const { parameters, verifier, redirectUri } = { ...approved, ...changes }
    const answer = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      proof,
      parameters,
      redirectUri,
      verifier,
      INSECURE,
    )
    return oauth.processAuthorizationCodeResponse(as, client, answer)
  }
  return {
    authorize,
    redeem,
    async signIn() {
      const told = await redeem(await authorize())
      if (told.refresh_token === undefined || told.expires_in === undefined)
        throw new Error('a sign-in gives both tokens')
      return { accessToken: told.access_token, refreshToken: told.refresh_token, expiresIn: told.expires_in }
    },
    async refresh(refreshToken) {
      const answer = await oauth.refreshTokenGrantRequest(as, client, proof, refreshToken, INSECURE)
      return oauth.processRefreshTokenResponse(as, client, answer)
    },
  }
}

/** Where a browser is sent by this address. */
export async function follow(url: string): Promise<URL> {
  const { status, headers, text } = await ask(url)
  if (status !== 302) throw new Error(`nobody is sent anywhere: ${status} ${text}`)
  return new URL(headers['location'] ?? '')
}

/** A form as it is, for what no sound client would send. */
export function postForm(url: string, form: string, headers: readonly string[] = []): Promise<Told> {
  return ask(url, { headers: ['content-type', 'application/x-www-form-urlencoded', ...headers], body: form })
}

function toProof(registered: OAuthClient): oauth.ClientAuth {
  switch (registered.kind) {
    case 'public':
      return oauth.None()
    case 'confidential':
      return registered.methods.includes('client_secret_basic')
        ? oauth.ClientSecretBasic(registered.secret)
        : oauth.ClientSecretPost(registered.secret)
  }
}
