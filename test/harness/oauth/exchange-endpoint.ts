import { isRecord } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { UNREAD } from './token-endpoint.ts'
import type { Decided } from './token-endpoint.ts'
import type { Tokens } from './tokens.ts'
import type { WorkloadIssuer } from './workload-issuer.ts'

/** Under which an organisation takes identities of an issuer for its own. */
export interface FederationRule {
  readonly id: string
  readonly organizationId: string
  readonly serviceAccountId: string
  readonly workspaceIds: readonly string[]
}

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** `anthropic-beta` of an exchange: the vendor's client says that both are required (`lib/credentials/types.ts`). */
const EXCHANGE_BETAS: readonly string[] = ['oauth-2025-04-20', 'oidc-federation-2026-04-01']
/** The vendor takes no longer one. */
const MOST_ASSERTION_BYTES = 16 * 1024
const FIELDS = [
  'grant_type',
  'assertion',
  'federation_rule_id',
  'organization_id',
  'service_account_id',
  'workspace_id',
]

export interface ExchangeAsk {
  readonly contentType: string
  /** `anthropic-beta` as it came. */
  readonly betas: string
  readonly body: string
}

export interface ExchangeDesk {
  readonly rules: readonly FederationRule[]
  readonly issuer: WorkloadIssuer
  readonly tokens: Tokens
}

/** Exchanges a workload's identity for an access token (RFC 7523, with a JSON body as the vendor has it). */
export function decideExchange(desk: ExchangeDesk, ask: ExchangeAsk, now: number): Decided {
  const read = readAsk(ask)
  if (read.kind === 'refused') return { ...UNREAD, answer: read }
  const asked = read.fields
  const grant = typeof asked['grant_type'] === 'string' ? asked['grant_type'] : null
  const fault = findFault(desk, asked, now)
  return { ...UNREAD, grant, answer: fault ?? desk.tokens.issueAccess() }
}

function readAsk(ask: ExchangeAsk): { readonly kind: 'read'; readonly fields: JsonRecord } | Refusal {
  if (!/^application\/json *(;.*)?$/i.test(ask.contentType))
    return refuse('invalid_request', 'the body is no JSON: application/json')
  const betas = ask.betas.split(',').map((beta) => beta.trim())
  const missing = EXCHANGE_BETAS.filter((beta) => !betas.includes(beta))
  if (missing.length > 0) return refuse('invalid_request', `anthropic-beta lacks ${missing.join(', ')}`)
  const value = parse(ask.body)
  if (!isRecord(value)) return refuse('invalid_request', 'the body is no JSON object')
  const unknown = Object.keys(value).filter((name) => !FIELDS.includes(name))
  if (unknown.length > 0) return refuse('invalid_request', `${unknown.join(', ')} is not known here`)
  const odd = Object.entries(value).filter(([, field]) => typeof field !== 'string' || field === '')
  if (odd.length > 0) return refuse('invalid_request', `${odd.map(([name]) => name).join(', ')} is no text`)
  return { kind: 'read', fields: value }
}

function findFault(desk: ExchangeDesk, asked: JsonRecord, now: number): Refusal | null {
  if (asked['grant_type'] !== JWT_BEARER) return refuse('unsupported_grant_type', JWT_BEARER)
  const { assertion, federation_rule_id, organization_id, service_account_id, workspace_id } = asked
  if (typeof assertion !== 'string') return refuse('invalid_request', 'assertion is missing')
  if (federation_rule_id === undefined) return refuse('invalid_request', 'federation_rule_id is missing')
  if (organization_id === undefined) return refuse('invalid_request', 'organization_id is missing')
  if (assertion.length > MOST_ASSERTION_BYTES) return refuse('invalid_request', 'assertion is longer than 16 KiB')
  const rule = desk.rules.find(({ id }) => id === federation_rule_id)
  if (rule === undefined || rule.organizationId !== organization_id) return disbelieve('no such federation rule')
  if (service_account_id !== undefined && service_account_id !== rule.serviceAccountId)
    return disbelieve('the rule does not cover this service account')
  if (typeof workspace_id === 'string' && !rule.workspaceIds.includes(workspace_id))
    return disbelieve('the rule does not cover this workspace')
  const fault = desk.issuer.findFault(assertion, now)
  return fault === null ? null : disbelieve(`the assertion is not good: ${fault}`)
}

/** The vendor answers 401 where rule and identity do not fit, as its client expects. */
function disbelieve(description: string): Refusal {
  return { kind: 'refused', status: 401, error: 'invalid_grant', description }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
