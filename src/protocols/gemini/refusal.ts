import type { Refusal } from '../../model/refusal.ts'
import { conclude } from '../conclude.ts'
import { asRecord, asText } from '../json-record.ts'
import { kindOfStatus, type RefusalKind } from '../refusal-kind.ts'
import { readRetryAfter } from '../retry-after.ts'
import type { Situation } from '../situation.ts'
import { readQuotaReset, readQuotaScope, readReason } from './quota.ts'
import { speaksOfCredit } from '../credit-words.ts'
import { tableOf } from '../table-of.ts'

/** Reasons of `google.rpc.ErrorInfo` that say more than the status. */
const TELLING_REASONS = tableOf<RefusalKind>({
  API_KEY_INVALID: 'credential',
  API_KEY_EXPIRED: 'credential',
  ACCESS_TOKEN_EXPIRED: 'credential',
  CREDENTIALS_MISSING: 'credential',
  BILLING_DISABLED: 'credit',
  MODEL_CAPACITY_EXHAUSTED: 'overloaded',
})

/** Values of `error.status` that say more than the HTTP status. */
const TELLING_STATUSES = tableOf<RefusalKind>({
  UNAUTHENTICATED: 'credential',
  RESOURCE_EXHAUSTED: 'limit',
  UNAVAILABLE: 'server',
})

/** Statuses that HTTP's says as well; they count where there is none, in a stream. */
const STATUS_CODES = tableOf<number>({
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  CANCELLED: 499,
  INTERNAL: 500,
  UNKNOWN: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
})

/** Reads `{"error":{"code","message","status","details"}}`. */
export function readGeminiRefusal(body: unknown, situation: Situation): Refusal {
  const error = asRecord(asRecord(body)?.['error'])
  const named = asText(error?.['status'])
  const reason = readReason(error)
  const status = situation.status ?? statusOf(error?.['code'], named)
  const kind =
    (reason === null ? undefined : TELLING_REASONS[reason]) ??
    creditKind(error?.['message'], status) ??
    unknownKind(error?.['message'], status) ??
    (named === null || status === 402 ? undefined : TELLING_STATUSES[named]) ??
    kindOfStatus(status)
  const until = readRetryAfter(situation) ?? (kind === 'limit' ? readQuotaReset(error, situation) : null)
  const code = kind === 'limit' ? (named ?? reason) : (reason ?? named)
  return conclude({ kind, code, until, scope: readQuotaScope(error, situation) }, { ...situation, status })
}

/** Some lack of credit has no reason of its own: a project whose free tier ends at a border says so in words only. */
function creditKind(message: unknown, status: number): RefusalKind | undefined {
  const mayLack = status === 400 || status === 429
  return mayLack && speaksOfCredit(asText(message) ?? '') ? 'credit' : undefined
}

/** What another project holds is refused as what does not exist is: that is no fault of the account's. */
function unknownKind(message: unknown, status: number): RefusalKind | undefined {
  const isUnknown = status === 403 && /may not exist|not found \(or permission denied\)/i.test(asText(message) ?? '')
  return isUnknown ? 'request' : undefined
}

function statusOf(code: unknown, named: string | null): number {
  if (typeof code === 'number' && Number.isInteger(code) && code >= 400 && code < 600) return code
  return STATUS_CODES[named ?? ''] ?? 500
}
