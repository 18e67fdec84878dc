import type { Refusal } from '../../model/refusal.ts'
import { conclude } from '../conclude.ts'
import { asRecord, asText } from '../json-record.ts'
import { kindOfStatus, type RefusalKind } from '../refusal-kind.ts'
import { readRetryAfter } from '../retry-after.ts'
import { fromVendorTime, type Situation } from '../situation.ts'
import { vendorWords } from '../vendor-words.ts'
import { readLimitReset, readLimitScope } from './unified-limits.ts'
import { speaksOfCredit } from '../credit-words.ts'
import { tableOf } from '../table-of.ts'

/** Types that say more than whatever status carried them. */
const TELLING_TYPES = tableOf<RefusalKind>({
  overloaded_error: 'overloaded',
  rate_limit_error: 'limit',
  authentication_error: 'credential',
  billing_error: 'credit',
})

/** Types that a status says better; they count where there is none, in a stream. */
const GENERAL_TYPES = tableOf<RefusalKind>({
  permission_error: 'forbidden',
  invalid_request_error: 'request',
  not_found_error: 'request',
  request_too_large: 'request',
  conflict_error: 'request',
})

/** Codes of `error.details.error_code` (the vendor's client lists them) that say more than type and status. */
const TELLING_CODES = tableOf<RefusalKind>({
  enforced_spend_limit_reached: 'credit',
  contract_spend_limit_reached: 'credit',
  ramp_limit_exceeded: 'limit',
  organization_on_hold: 'forbidden',
  claude_code_key_creator_not_member: 'forbidden',
  // These speak of an organisation that the request itself names, not of the account that carried it.
  linked_organization_billing_unavailable: 'request',
  linked_organization_spend_limit_reached: 'request',
  user_profile_billing_not_authorized: 'request',
  user_profile_not_billable: 'request',
})

const SPEND_LIMIT = 'enforced_spend_limit_reached'
const REGAIN = /\bregain access on (\d{4}-\d\d-\d\d) at (\d\d:\d\d) UTC\b/

/** Reads `{"type":"error","error":{"type","message","details"}}`. */
export function readAnthropicRefusal(body: unknown, situation: Situation): Refusal {
  const error = asRecord(asRecord(body)?.['error'])
  const type = asText(error?.['type'])
  const code = asText(asRecord(error?.['details'])?.['error_code'])
  const message = vendorWords(asText(error?.['message']) ?? '')
  const kind = kindOf([code, type], message, situation)
  const shown = code ?? type
  return conclude(
    {
      kind,
      code: shown,
      until: kind === 'credit' ? endOfCreditStop(shown, message, situation) : endOfLimit(situation),
      scope: readLimitScope(situation),
    },
    situation,
  )
}

function endOfLimit(situation: Situation): number | null {
  return readRetryAfter(situation) ?? readLimitReset(situation)
}

function kindOf(codes: readonly (string | null)[], message: string, situation: Situation): RefusalKind {
  const known = codes.filter((code) => code !== null)
  for (const code of known) {
    const told = TELLING_CODES[code]
    if (told !== undefined) return told
  }
  const { status } = situation
  const mayLackCredit = status === null || status === 400 || status === 429
  if (mayLackCredit && speaksOfCredit(message)) return 'credit'
  for (const code of known) {
    const told = TELLING_TYPES[code] ?? (status === null ? GENERAL_TYPES[code] : undefined)
    if (told !== undefined) return told
  }
  return status === null ? 'server' : kindOfStatus(status)
}

/** When the lack of credit, or a spend limit, ends; `null` where nothing says so. */
function endOfCreditStop(code: string | null, message: string, situation: Situation): number | null {
  const [, day, time] = REGAIN.exec(message) ?? []
  const regained = day === undefined ? null : fromVendorTime(situation, Date.parse(`${day}T${time}:00Z`))
  if (regained !== null) return regained
  const told = endOfLimit(situation)
  if (told !== null) return told
  const isSpendLimit = code === SPEND_LIMIT || message.includes(SPEND_LIMIT)
  return isSpendLimit ? fromVendorTime(situation, nextMonth(situation.vendorNow)) : null
}

/** The first of the month after `time`, 00:00 UTC. */
function nextMonth(time: number): number {
  const date = new Date(time)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}
