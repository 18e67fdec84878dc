import type { WorkloadIdentity } from '../model/stored-account.ts'
import { type OAuthReach, toFailure } from './oauth-client.ts'
import { serverWords } from './server-words.ts'
import type { Redeemed } from './token-outcome.ts'
import { fitsHeader } from './tokens.ts'

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** What the vendor's documented endpoint asks for while the exchange is in beta. */
const BETA = 'oauth-2025-04-20,oidc-federation-2026-04-01'
const TIMEOUT_MS = 30_000
const MAX_ASSERTION = 16 * 1024

/** A workload's proof, and what it is exchanged under. */
export interface Exchange {
  readonly tokenEndpoint: string
  readonly identity: WorkloadIdentity
  /** A JWT of whoever vouches for the workload. */
  readonly assertion: string
}

/** Exchanges the proof for an access token (RFC 7523 §2.1; the vendor takes JSON, and gives no refresh token). */
export async function exchangeAssertion(exchange: Exchange, { fetch, now }: OAuthReach): Promise<Redeemed> {
  const { tokenEndpoint, identity, assertion } = exchange
  if (assertion === '' || assertion.length > MAX_ASSERTION) {
    return { kind: 'failed', why: `the token that proves the workload's identity has ${assertion.length} characters` }
  }
  const askedAt = now()
  try {
    const response = await fetch(tokenEndpoint, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'anthropic-beta': BETA },
      body: JSON.stringify(toBody(identity, assertion)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const body: unknown = await response.json().catch(() => null)
    if (!response.ok) return { kind: 'failed', why: tellRefusal(response.status, body, assertion) }
    return toTokens(body, askedAt)
  } catch (error) {
    return toFailure(error, [assertion])
  }
}

function toBody(identity: WorkloadIdentity, assertion: string): Record<string, string> {
  const body: Record<string, string> = {
    grant_type: GRANT_TYPE,
    assertion,
    federation_rule_id: identity.federationRuleId,
    organization_id: identity.organizationId,
  }
  if (identity.serviceAccountId !== null) body['service_account_id'] = identity.serviceAccountId
  if (identity.workspaceId !== null) body['workspace_id'] = identity.workspaceId
  return body
}

function toTokens(body: unknown, askedAt: number): Redeemed {
  if (typeof body === 'object' && body !== null && 'access_token' in body && typeof body.access_token === 'string') {
    const seconds = 'expires_in' in body ? Number(body.expires_in) : Number.NaN
    const token = body.access_token
    const type = 'token_type' in body ? String(body.token_type) : 'Bearer'
    if (type.toLowerCase() !== 'bearer') return { kind: 'failed', why: 'its token is not of the type Bearer' }
    if (token !== '' && !fitsHeader(token)) return { kind: 'failed', why: 'its token holds what no header takes' }
    if (token !== '' && Number.isFinite(seconds) && seconds > 0) {
      const lifetimeMs = seconds * 1_000
      const expiresAt = askedAt + lifetimeMs
      return {
        kind: 'tokens',
        tokens: {
          accessToken: token,
          expiresAt,
          lifetimeMs,
          refreshToken: null,
          refreshedAt: askedAt,
          source: 'renewal',
        },
      }
    }
  }
  return { kind: 'failed', why: 'the token endpoint answered without access_token or expires_in' }
}

/** The error's code alone: the vendor's words may quote what it was sent. */
function tellRefusal(status: number, body: unknown, assertion: string): string {
  const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  const code: unknown = typeof error === 'object' && error !== null && 'type' in error ? error.type : error
  const named = typeof code === 'string' ? ` (${serverWords(code, [assertion])})` : ''
  return `the token endpoint answered ${status}${named}`
}
