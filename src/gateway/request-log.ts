import { withoutCredentials } from '../model/credential-shape.ts'
import type { GatewayError } from '../model/errors.ts'
import { GATEWAY_ERRORS } from '../model/errors.ts'
import type { LedgerPort, RequestRow } from '../model/ledger.ts'
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
      log.debug(what, {
        id: call.name,
        pool: call.pool,
        model: call.model === null ? null : withoutCredentials(call.model),
      })
    },
    onRefused(id, head, error) {
      const fields = { id: encodeRequestId(id), status: GATEWAY_ERRORS[error.code], error: error.code }
      log.info(`${head.method} ${withoutTokens(head.path)}`, fields)
    },
    onFinished(finished) {
      const row = toRequestRow(finished)
      ledger.record(row)
      log.info(`${row.method} ${row.path}`, toFields(finished, row))
    },
  }
}

/** What could be a uuid, right or guessed, wherever in the path it stands, is no business of the log's. */
function withoutTokens(path: string): string {
  return withoutCredentials(path.replace(/^\/[^/]{16,}/, '/***').replaceAll(/\/[\w-]{16,}(?=\/|$)/g, '/***'))
}

function toFields(finished: Finished, { model }: Pick<RequestRow, 'model'>): Record<string, string | number | null> {
  const { call, usage } = finished
  const fields: Record<string, string | number | null> = {
    id: call.name,
    pool: call.pool,
    status: finished.status,
    end: finished.end,
    model,
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
