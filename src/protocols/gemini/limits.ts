import type { LimitMeter, LimitsTold, LimitTold } from '../../model/limit.ts'
import { readErrorBody } from '../error-body.ts'
import { asRecord, asText, type JsonRecord } from '../json-record.ts'
import { parseAmount, vendorClocks } from '../limit-headers.ts'
import { type Clocks, fromVendorTime } from '../situation.ts'
import type { ToldAnswer } from '../wire-format.ts'
import { nextPacificMidnight } from './pacific-midnight.ts'
import { readConsumer, readScope, readViolations } from './quota.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** The vendor tells nothing of limits until one refuses a call; then it names those that did. */
export function readGeminiLimits(answer: ToldAnswer): LimitsTold | null {
  if (answer.status !== 429 || answer.body === null) return null
  const error = asRecord(readErrorBody(answer.body)?.['error'])
  const clocks = vendorClocks(answer.headers, answer.now)
  const limits = readViolations(error)
    .map((violation) => readLimit(violation, answer.model, clocks))
    .filter((limit) => limit !== null)
  const group = readConsumer(error)
  return limits.length === 0 && group === null ? null : { group, limits }
}

function readLimit(violation: JsonRecord, model: string | null, clocks: Clocks): LimitTold | null {
  const name = asText(violation['quotaId'])?.toLowerCase() ?? null
  const meter = meterOf(`${asText(violation['quotaMetric'])?.toLowerCase() ?? ''} ${name}`)
  if (name === null || meter === null) return null
  const isDaily = name.includes('perday')
  const capacity = readCapacity(violation['quotaValue'])
  return {
    name,
    meter,
    scope: readScope(violation, model),
    kind: isDaily ? 'reset' : 'refill',
    windowMs: isDaily ? DAY_MS : name.includes('perminute') ? MINUTE_MS : null,
    capacity,
    left: 0,
    grain: 1,
    countsCached: true,
    resetsAt: isDaily ? fromVendorTime(clocks, nextPacificMidnight(clocks.vendorNow)) : null,
    refused: true,
  }
}

/** By `…/generate_content_free_tier_input_token_count` and `GenerateContentInputTokensPerModelPerMinute`. */
function meterOf(words: string): LimitMeter | null {
  if (/input_?token/.test(words)) return 'input'
  if (/output_?token/.test(words)) return 'output'
  if (words.includes('token')) return 'tokens'
  return words.includes('request') ? 'requests' : null
}

/** A whole number as text (protobuf's int64); 0, for what a plan does not include, is left out there. */
function readCapacity(value: unknown): number | null {
  const capacity = parseAmount(typeof value === 'number' ? String(value) : asText(value))
  return capacity !== null && capacity > 0 ? capacity : null
}
