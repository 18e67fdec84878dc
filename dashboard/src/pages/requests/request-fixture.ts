import type { RequestDetail, RequestView } from '../../../../src/admin/request-contract.ts'

type Attempt = RequestDetail['attempts'][number]

/** A request as tests begin with: `work-1` answered it within a second. */
export function requestOf(change: Partial<RequestView> = {}): RequestView {
  return {
    id: 'req_1',
    time: 1_795_686_192_105,
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
    account: 'work-1',
    accountId: 'a1',
    provider: 'anthropic',
    durationMs: 1_000,
    firstByteMs: 240,
    failovers: 0,
    tried: ['work-1'],
    missed: [],
    usage: { input: 12, output: 24, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
    cost: 0.001,
    ...change,
  }
}

export function attemptOf(change: Partial<Attempt> = {}): Attempt {
  return {
    account: 'work-1',
    accountId: 'a1',
    reason: 'round-robin',
    startedMs: 0,
    tookMs: 1_000,
    status: 200,
    result: 'success',
    seen: null,
    heldMs: 0,
    ...change,
  }
}

export function detailOf(change: Partial<RequestDetail> = {}): RequestDetail {
  return { ...requestOf(), available: 2, attempts: [attemptOf()], passedOver: [], noRoom: null, ...change }
}
