import type { Refusal } from '../../model/refusal.ts'
import { ACCOUNT, conclude } from '../conclude.ts'
import { asRecord, asText, type JsonRecord } from '../json-record.ts'
import { kindOfStatus, type RefusalKind } from '../refusal-kind.ts'
import { isExhausted, readReset, readRetryAfter } from '../retry-after.ts'
import { latest, type Situation } from '../situation.ts'
import { vendorWords } from '../vendor-words.ts'
import { speaksOfCredit } from '../credit-words.ts'
import { tableOf } from '../table-of.ts'

/** Values of `code` or `type` that say more than whatever status carried them. */
const TELLING_CODES = tableOf<RefusalKind>({
  insufficient_quota: 'credit',
  billing_hard_limit_reached: 'credit',
  billing_not_active: 'credit',
  billing_error: 'credit',
  credit_balance_exhausted: 'credit',
  enforced_spend_limit_reached: 'credit',
  project_spend_limit_exceeded: 'credit',
  organization_spend_limit_exceeded: 'credit',
  organization_usage_limit_exceeded: 'credit',
  insufficient_credits: 'credit',
  insufficient_balance: 'credit',
  payment_required: 'credit',
  invalid_api_key: 'credential',
  expired_api_key: 'credential',
  account_deactivated: 'credential',
  authentication_error: 'credential',
  invalid_authentication_error: 'credential',
  rate_limit_exceeded: 'limit',
  rate_limit_error: 'limit',
  server_overloaded: 'overloaded',
  overloaded_error: 'overloaded',
  engine_overloaded: 'overloaded',
})

/** Codes that a status says better; they count where there is none, in a stream. */
const GENERAL_CODES = tableOf<RefusalKind>({
  invalid_request_error: 'request',
  invalid_prompt: 'request',
  context_length_exceeded: 'request',
  content_filter: 'request',
  content_policy_violation: 'request',
  permission_error: 'forbidden',
})

/** What some vendors of this format give no code for. */
const CREDENTIAL_WORDS = /^(?:incorrect|invalid) api key\b/i
const REMAINING = /^x-ratelimit-remaining(-.+)?$/

/** Reads `{"error":{"message","type","param","code"}}`, and what other vendors of this format make of it. */
export function readOpenAiRefusal(body: unknown, situation: Situation): Refusal {
  const error = errorOf(asRecord(body))
  const codes = [asText(error['code']), asText(error['type'])].filter((code) => code !== null)
  const status = situation.status ?? numericCode(error['code'])
  const words = vendorWords(asText(error['message']) ?? '')
  const kind = kindOf(codes, words, status)
  const until = readRetryAfter(situation) ?? (kind === 'limit' ? readLimitReset(situation) : null)
  return conclude({ kind, code: codes[0] ?? null, until, scope: ACCOUNT }, { ...situation, status })
}

function kindOf(codes: readonly string[], words: string, status: number | null): RefusalKind {
  for (const code of codes) {
    const told = TELLING_CODES[code]
    if (told !== undefined) return told
  }
  if (status === null || status === 400 || status === 429) {
    if (speaksOfCredit(words)) return 'credit'
    if (CREDENTIAL_WORDS.test(words)) return 'credential'
  }
  if (status !== null) return kindOfStatus(status)
  for (const code of codes) {
    const told = GENERAL_CODES[code]
    if (told !== undefined) return told
  }
  return 'server'
}

/** The error itself: an object, or (some vendors) a text beside its code, or the body. */
function errorOf(body: JsonRecord | null): JsonRecord {
  const error = asRecord(body?.['error'])
  if (error !== null) return error
  const message = asText(body?.['error'])
  return message === null ? (body ?? {}) : { message, code: body?.['code'] }
}

/** Within a stream some vendors give the status as the code. */
function numericCode(code: unknown): number | null {
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code < 600 ? code : null
}

/** The latest reset of a limit that is used up (epoch ms); `null` where no header tells one. */
function readLimitReset(situation: Situation): number | null {
  let until: number | null = null
  for (const header of situation.headerNames()) {
    const match = REMAINING.exec(header.toLowerCase())
    if (match !== null && isExhausted(situation, match[0])) {
      until = latest(until, readReset(situation, `x-ratelimit-reset${match[1] ?? ''}`))
    }
  }
  return until
}
