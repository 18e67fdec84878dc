import type { AttemptRow, RequestRow } from '../model/ledger.ts'

/** A stream of one second that went well at `key-1`. */
export function exampleRow(differs: Partial<RequestRow> = {}): RequestRow {
  return {
    id: 1,
    time: 1_800_000_000_000,
    pool: 'lb',
    protocol: 'anthropic',
    operation: 'generate',
    method: 'POST',
    path: '/v1/messages',
    model: 'claude-sonnet-5',
    stream: true,
    client: null,
    status: 200,
    end: 'ok',
    error: null,
    accountId: 'id-of-key-1',
    account: 'key-1',
    provider: 'anthropic',
    durationMs: 1_000,
    firstByteMs: 200,
    usage: { input: 100, output: 41, cacheRead: 900, cacheWrite5m: 20, cacheWrite1h: 4 },
    attempts: [exampleAttempt()],
    available: 2,
    passedOver: [],
    ...differs,
  }
}

export function exampleAttempt(differs: Partial<AttemptRow> = {}): AttemptRow {
  return {
    accountId: 'id-of-key-1',
    account: 'key-1',
    reason: 'round-robin',
    startedMs: 0,
    tookMs: 990,
    status: 200,
    result: 'success',
    kind: 'success',
    ...differs,
  }
}

/** What a request is when every account refused it, or nobody could be asked. */
export const UNANSWERED = {
  status: 429,
  end: 'failed',
  error: 'pool_cooling',
  accountId: null,
  account: null,
  provider: null,
  firstByteMs: null,
  usage: { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null },
  attempts: [],
} as const satisfies Partial<RequestRow>
