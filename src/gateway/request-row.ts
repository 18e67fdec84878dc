import type { Account } from '../model/account.ts'
import { withoutCredentials } from '../model/credential-shape.ts'
import type { Call } from '../model/call.ts'
import type { GatewayErrorCode } from '../model/errors.ts'
import type { NoRoom, PassedOver, RequestEnd, RequestRow } from '../model/ledger.ts'
import type { Usage } from '../model/usage.ts'
import type { Attempt } from './attempt.ts'

/** All that is known of a call when it is over. Times are epoch ms. */
export interface Finished {
  readonly call: Call
  /** What the caller saw. */
  readonly status: number
  readonly end: RequestEnd
  readonly error: GatewayErrorCode | null
  /** Whose answer the caller got. */
  readonly account: Account | null
  readonly firstByteAt: number | null
  readonly endedAt: number
  readonly usage: Usage
  readonly model: string | null
  readonly attempts: readonly Attempt[]
  /** When the first account was chosen. */
  readonly available: number
  readonly passedOver: readonly PassedOver[]
  readonly noRoom: NoRoom | null
}

/** As it is kept: a caller may have pasted a credential into the path or the model. */
export function toRequestRow(finished: Finished): RequestRow {
  const { call, account } = finished
  return {
    id: call.id,
    time: call.startedAt,
    pool: call.pool,
    protocol: call.protocol,
    operation: call.operation,
    method: call.method,
    path: withoutCredentials(call.path),
    model: finished.model === null ? null : withoutCredentials(finished.model),
    stream: call.stream,
    client: call.client?.name ?? null,
    status: finished.status,
    end: finished.end,
    error: finished.error,
    accountId: account?.id ?? null,
    account: account?.name ?? null,
    provider: account?.provider ?? null,
    durationMs: finished.endedAt - call.startedAt,
    firstByteMs: finished.firstByteAt === null ? null : finished.firstByteAt - call.startedAt,
    usage: finished.usage,
    attempts: finished.attempts.map((attempt) => attempt.toRow()),
    available: finished.available,
    passedOver: finished.passedOver,
    ...(finished.noRoom === null ? {} : { noRoom: finished.noRoom }),
  }
}
