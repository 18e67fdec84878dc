import { accountNamed } from '../balancer/board-fixture.ts'
import { createBoard } from '../balancer/board.ts'
import type { AccountView, PoolView } from '../balancer/view.ts'
import type { PoolPolicy } from '../model/pool.ts'
import { USUAL_HEADROOM } from '../model/pool.ts'
import { MetricsBook } from './metrics-book.ts'
import { toPoolReadings } from './metrics-gauges.ts'
import { toBuildReadings, toLedgerReadings, toProcessReadings, toServerReadings } from './metrics-process.ts'
import type { Reading } from './metrics-reading.ts'
import { RefusalCounts } from './refusal-counts.ts'
import { exampleAttempt, exampleRow } from './row-fixture.ts'

const POLICY: PoolPolicy = {
  name: 'lb',
  strategy: 'round-robin',
  windowMs: 300_000,
  sessionMs: 18_000_000,
  sessionScope: 'pool',
  headroom: USUAL_HEADROOM,
}

/** A pool of accounts with these names, each of which differs as it is said. */
export function poolOf(names: readonly string[], differs: Partial<AccountView> = {}): PoolView {
  const view = createBoard(
    POLICY,
    names.map((name) => accountNamed(name)),
  ).view(0)
  return { ...view, accounts: view.accounts.map((account) => ({ ...account, ...differs })) }
}

/** One that cools, with one limit. */
export const COOLING = {
  state: 'cooling',
  until: 1_800_000_030_000,
  inFlight: 3,
  waiting: 2,
  modelCooldowns: [{ scope: { kind: 'model', model: 'claude-opus-5' }, until: 1_800_000_060_000, reason: 'limit' }],
  limits: [
    {
      name: 'unified-5h',
      meter: 'share',
      scope: { kind: 'account' },
      capacity: 1,
      left: 0.25,
      reserved: 0,
      utilization: 0.75,
      refills: false,
      resetsAt: 1_800_003_600_000,
      learned: false,
    },
  ],
} as const satisfies Partial<AccountView>

/** Readings with a line of every metric that there is. */
export function readEverything(): Reading[] {
  const book = new MetricsBook({ providerOf: () => 'anthropic' })
  const limited = { accountId: 'id-of-key-2', account: 'key-2', status: 429, kind: 'limit' } as const
  book.add([exampleRow({ attempts: [exampleAttempt(limited), exampleAttempt()] })])
  book.addCosts([{ pool: 'lb', provider: 'anthropic', model: 'claude-sonnet-5', usd: 0.25, unpriced: 1 }])
  const refusals = new RefusalCounts()
  refusals.count('unauthorized')
  return [
    ...book.readings(),
    ...refusals.readings(),
    ...toPoolReadings([{ name: 'lb', view: poolOf(['key-1', 'key-2'], COOLING) }]),
    ...toServerReadings({ inFlight: 3, bodiesHeld: 1_000, bodiesLimit: 268_435_456 }),
    ...toLedgerReadings({ queued: 2, dropped: 0 }),
    ...toBuildReadings({ version: '1.2.3', runtime: 'node' }),
    ...toProcessReadings({
      nodeVersion: 'v24.21.0',
      startedAt: 1_800_000_000.5,
      cpuUser: 1.5,
      cpuSystem: 0.25,
      residentMemory: 120_000_000,
      heapTotal: 50_000_000,
      heapUsed: 40_000_000,
      externalMemory: 3_000_000,
      openFds: 40,
      lag: { mean: 0.0001, p50: 0, p99: 0.002, max: 0.01 },
    }),
  ]
}
