import type { CoolScope } from '../../model/refusal.ts'
import { asList, asRecord, asText, type JsonRecord } from '../json-record.ts'
import { afterDelay, fromVendorTime, latest, type Situation } from '../situation.ts'
import { parseDuration } from '../vendor-date.ts'
import { nextPacificMidnight } from './pacific-midnight.ts'

/** How long a quota per minute is waited for where the vendor does not say. */
const MINUTE_MS = 60_000
const ACCOUNT: CoolScope = { kind: 'account' }

/** When the quota that refused a call is there again (epoch ms); `null` where the details do not say. */
export function readQuotaReset(error: JsonRecord | null, situation: Situation): number | null {
  const delay = readRetryDelay(detail(error, 'RetryInfo')?.['retryDelay'])
  const retry = delay === null ? null : afterDelay(situation, delay)
  const ids = readViolations(error).map((violation) => asText(violation['quotaId']) ?? '')
  if (ids.some((id) => id.includes('PerDay'))) {
    return latest(retry, fromVendorTime(situation, nextPacificMidnight(situation.vendorNow)))
  }
  if (retry !== null) return retry
  return ids.some((id) => id.includes('PerMinute')) ? afterDelay(situation, MINUTE_MS) : null
}

/** The call's model where every quota that refused it is one per model, else the account. */
export function readQuotaScope(error: JsonRecord | null, situation: Situation): CoolScope {
  const scopes = readViolations(error).map((violation) => readScope(violation, situation.model))
  return scopes.find((scope) => scope.kind === 'account') ?? scopes[0] ?? ACCOUNT
}

/** What one quota is for: the call's model where there is one per model, else the account. */
export function readScope(violation: JsonRecord, model: string | null): CoolScope {
  const named = asText(asRecord(violation['quotaDimensions'])?.['model'])
  const isPerModel = named !== null || asText(violation['quotaId'])?.includes('PerModel') === true
  const speaksOf = isPerModel ? (model ?? named) : null
  return speaksOf === null ? ACCOUNT : { kind: 'model', model: speaksOf }
}

/** The quotas that refused a call: the entries of `google.rpc.QuotaFailure`. */
export function readViolations(error: JsonRecord | null): JsonRecord[] {
  return asList(detail(error, 'QuotaFailure')?.['violations'])
    .map(asRecord)
    .filter((entry) => entry !== null)
}

/** Whose quotas they are: `projects/123`. */
export function readConsumer(error: JsonRecord | null): string | null {
  return asText(asRecord(detail(error, 'ErrorInfo')?.['metadata'])?.['consumer'])
}

/** The `reason` of the error's `google.rpc.ErrorInfo`. */
export function readReason(error: JsonRecord | null): string | null {
  return (
    asText(detail(error, 'ErrorInfo')?.['reason']) ??
    asText(details(error).find((entry) => 'reason' in entry)?.['reason'])
  )
}

function detail(error: JsonRecord | null, type: string): JsonRecord | null {
  return details(error).find((entry) => asText(entry['@type'])?.endsWith(`google.rpc.${type}`) === true) ?? null
}

function details(error: JsonRecord | null): JsonRecord[] {
  return asList(error?.['details'])
    .map(asRecord)
    .filter((entry) => entry !== null)
}

/** A protobuf duration in ms: `37s`, or `{"seconds":37,"nanos":0}`. */
function readRetryDelay(value: unknown): number | null {
  const text = asText(value)
  if (text !== null) return parseDuration(text)
  const duration = asRecord(value)
  const seconds = Number(duration?.['seconds'] ?? 0) * 1000 + Number(duration?.['nanos'] ?? 0) / 1e6
  return duration === null || Number.isNaN(seconds) ? null : seconds
}
