import type { AttemptRow, RequestRow } from '../../src/model/ledger.ts'

/** A request that went well on its first account; what a test is about goes into `differs`. */
export function exampleRow(id: number, differs: Partial<RequestRow> = {}): RequestRow {
  return {
    id,
    time: 1_790_000_000_000 + id,
    pool: 'lb',
    protocol: 'anthropic',
    operation: 'generate',
    method: 'POST',
    path: '/v1/messages',
    model: 'claude-sonnet-4-5',
    stream: true,
    client: null,
    status: 200,
    end: 'ok',
    error: null,
    accountId: 'aaaa',
    account: 'key-1',
    provider: 'anthropic',
    durationMs: 1_200,
    firstByteMs: 300,
    usage: { input: 1_000, output: 200, cacheRead: 0, cacheWrite5m: null, cacheWrite1h: null },
    attempts: [exampleAttempt()],
    available: 3,
    passedOver: [],
    ...differs,
  }
}

export function exampleAttempt(differs: Partial<AttemptRow> = {}): AttemptRow {
  return {
    accountId: 'aaaa',
    account: 'key-1',
    reason: 'round-robin',
    startedMs: 0,
    tookMs: 1_199,
    status: 200,
    result: 'success',
    ...differs,
  }
}
