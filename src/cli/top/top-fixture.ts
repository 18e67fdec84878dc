import { createTopState, type TopState } from './top-state.ts'

export const NOW = 1_800_000_000_000

const percentiles = { p50: 410, p95: 1_240, p99: 2_000 }

export const OVERVIEW = {
  now: NOW,
  version: '1.2.3',
  startedAt: NOW - 60_000,
  live: {
    windowMs: 60_000,
    requests: 740,
    requestsPerSecond: 12.3,
    successRate: 0.992,
    inFlight: 3,
    duration: percentiles,
    firstByte: percentiles,
    inputTokensPerSecond: 12_345,
    outputTokensPerSecond: 350,
    cacheReadShare: 0.821,
  },
  today: { since: 0, requests: 12_345, failed: 3, failovers: 40, cost: 4.2, unpriced: 0 },
  recent: Array.from({ length: 60 }, (_, index) => ({ at: 0, requests: index % 7, failed: 0, outputTokens: 0 })),
  pools: [
    {
      name: 'lb',
      enabled: true,
      strategy: 'headroom',
      activeAccounts: 2,
      totalAccounts: 3,
      waiting: 1,
      requestsPerSecond: 12.3,
      accounts: [
        { id: 'a', name: 'main', state: 'serving', inFlight: 2, attempts: 10, share: 0.75 },
        { id: 'b', name: 'spare', state: 'cooling', inFlight: 0, attempts: 3, share: 0.25 },
      ],
      others: { accounts: 0, share: 0 },
    },
  ],
  attention: [
    {
      id: '1',
      kind: 'last_account',
      level: 'critical',
      text: 'Pool lb has one account left.',
      pool: 'lb',
      account: null,
      accountId: null,
      since: NOW,
      until: null,
    },
  ],
  clients: { keys: 1, openMode: false },
}

export const ACCOUNTS = [
  {
    id: 'a',
    name: 'main',
    pool: 'lb',
    state: 'serving',
    until: null,
    inFlight: 2,
    session: { startedAt: NOW, endsAt: NOW + 7_200_000 },
    limits: [{ name: 'input-tokens', utilization: 0.4, refills: true, resetsAt: NOW + 33_500, model: null }],
  },
  {
    id: 'b',
    name: 'spare',
    pool: 'lb',
    state: 'cooling',
    until: NOW + 37_000,
    inFlight: 0,
    session: null,
    limits: [{ name: 'unified-5h', utilization: 1, refills: false, resetsAt: NOW + 10_800_000, model: null }],
  },
  { id: 'c', name: 'asleep', pool: 'accounts', state: 'paused', until: null, inFlight: 0, session: null, limits: [] },
]

export const FAILOVER = {
  id: 'req_1',
  time: NOW - 12_000,
  status: 200,
  end: 'ok',
  account: 'spare',
  missed: [{ account: 'main', why: 'limit met' }],
  model: 'claude-sonnet-5',
  failovers: 1,
  error: null,
  durationMs: 900,
}

export function toState(more: Partial<TopState> = {}): TopState {
  const accounts = new Map<string, unknown>(ACCOUNTS.map((account) => [account.id, account]))
  return { ...createTopState('http://127.0.0.1:8080'), overview: OVERVIEW, accounts, happenings: [FAILOVER], ...more }
}
