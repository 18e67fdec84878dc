import { encodeRequestId } from '../gateway/request-id.ts'
import type { StoredRequest } from '../model/ledger-queries.ts'
import { toMissed } from './missed-attempts.ts'
import type { RequestDetail, RequestView } from './request-contract.ts'

/** A row of the ledger as lists show it. */
export function toRequestView(row: StoredRequest): RequestView {
  return {
    id: encodeRequestId(row.id),
    time: row.time,
    pool: row.pool,
    protocol: row.protocol,
    operation: row.operation,
    method: row.method,
    path: row.path,
    model: row.model,
    stream: row.stream,
    client: row.client,
    status: row.status,
    end: row.end,
    error: row.error,
    account: row.account,
    accountId: row.accountId,
    provider: row.provider,
    durationMs: row.durationMs,
    firstByteMs: row.firstByteMs,
    failovers: Math.max(0, row.attempts.length - 1),
    tried: row.attempts.map(({ account }) => account),
    missed: toMissed(row.attempts),
    usage: row.usage,
    cost: row.cost,
  }
}

/** The same with its trace: who was tried, what each answered, who was passed over and why. */
export function toRequestDetail(row: StoredRequest): RequestDetail {
  return {
    ...toRequestView(row),
    available: row.available,
    attempts: row.attempts.map(({ seen, heldMs, provider: _provider, kind: _kind, mark: _mark, ...attempt }) => ({
      ...attempt,
      seen: seen === undefined ? null : seen.map((one) => ({ ...one })),
      heldMs: heldMs ?? 0,
    })),
    passedOver: row.passedOver.map((passed) => ({ ...passed })),
    noRoom:
      row.noRoom === undefined ? null : { heldMs: row.noRoom.heldMs, seen: row.noRoom.seen.map((one) => ({ ...one })) },
  }
}
