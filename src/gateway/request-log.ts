import type { GatewayError } from '../model/errors.ts'
import { GATEWAY_ERRORS } from '../model/errors.ts'
import type { LedgerPort } from '../model/ledger.ts'
import type { ExchangeEvents } from './exchange.ts'
import type { Log } from './log.ts'
import type { MethodHead } from './method-head.ts'
import { encodeRequestId } from './request-id.ts'
import type { Finished } from './request-row.ts'
import { toRequestRow } from './request-row.ts'

/** What is told of requests. None of them blocks or throws. */
export interface RequestEvents extends ExchangeEvents {
  /** Answered without asking any account. */
  onRefused(id: number, head: Pick<MethodHead, 'method' | 'path'>, error: GatewayError): void
}

/** Writes what happens to calls into the log and, when they are over, into the ledger. */
export function createRequestEvents(log: Log, ledger: LedgerPort): RequestEvents {
  return {
    onChosen(call, attempt, available) {
      if (!log.debugging) return
      const what = `load balancer selected ${attempt.account.name} (${attempt.reason}), ${available} available`
      log.debug(what, { id: call.name, pool: call.pool, model: call.model })
    },
    onRefused(id, head, error) {
      const fields = { id: encodeRequestId(id), status: GATEWAY_ERRORS[error.code], error: error.code }
      log.info(`${head.method} ${withoutToken(head.path)}`, fields)
    },
    onFinished(finished) {
      ledger.record(toRequestRow(finished))
      log.info(`${finished.call.method} ${finished.call.path}`, toFields(finished))
    },
  }
}

/** A first segment that could be a uuid, right or guessed, is no business of the log's. */
function withoutToken(path: string): string {
  return path.replace(/^\/[^/]{16,}/, '/***')
}

function toFields(finished: Finished): Record<string, string | number | null> {
  const { call, usage } = finished
  const fields: Record<string, string | number | null> = {
    id: call.name,
    pool: call.pool,
    status: finished.status,
    end: finished.end,
    model: finished.model,
    account: finished.account?.name ?? null,
    attempts: finished.attempts.length,
    ms: finished.endedAt - call.startedAt,
    input: usage.input,
    output: usage.output,
  }
  if (finished.firstByteAt !== null) fields['first_byte_ms'] = finished.firstByteAt - call.startedAt
  if (finished.error !== null) fields['error'] = finished.error
  if (finished.attempts.length > 1 || (finished.attempts.length === 1 && finished.end !== 'ok')) {
    fields['tried'] = finished.attempts.map((attempt) => attempt.toWords()).join('; ')
  }
  return fields
}
