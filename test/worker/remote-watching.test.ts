import { describe, expect, test } from 'vitest'
import { StateUnavailable } from '../../src/model/state-unavailable.ts'
import { createRemoteWatching } from '../../src/runtimes/worker/remote-watching.ts'
import type { AskedModelPrice, PoolRpc } from '../../src/runtimes/worker/rpc.ts'
import type { AskPool } from '../../src/runtimes/worker/ask-object.ts'
import type { Attention } from '../../src/telemetry/attention-row.ts'
import { toLedgerReadings } from '../../src/telemetry/metrics-process.ts'
import type { Reading } from '../../src/telemetry/metrics-reading.ts'

const NOW = 1_790_000_000_000
const LIMITED: Attention = {
  id: 'last_account:lb',
  kind: 'last_account',
  level: 'warning',
  text: 'Look.',
  pool: 'lb',
  account: null,
  accountId: null,
  since: NOW,
  until: null,
}
const REQUESTS: Reading = { family: 'claudeflare_requests', points: [{ kind: 'value', labels: 'pool="lb"', value: 3 }] }

const UNREACHED: AskPool = () => Promise.reject(new StateUnavailable('The pool does not answer.'))

/** A pool's object that is asked nothing else. */
function answering(models: readonly AskedModelPrice[] = []): AskPool {
  const rpc: Pick<PoolRpc, 'attention' | 'metrics' | 'modelPrices'> = {
    attention: async () => [LIMITED],
    metrics: async () => [REQUESTS, ...toLedgerReadings({ queued: 0, dropped: 7 })],
    modelPrices: async () => models,
  }
  return (ask) => ask(rpc as PoolRpc)
}

function watching(pools: Readonly<Record<string, AskPool>>) {
  return createRemoteWatching(() => new Map(Object.entries(pools)))
}

async function familiesOf(pools: Readonly<Record<string, AskPool>>): Promise<string[]> {
  return (await watching(pools).metrics()).map(({ family }) => family)
}

function asked(model: string, requests?: number): AskedModelPrice {
  const price = { provider: 'openai', model, source: 'unknown', price: null } as const
  return requests === undefined ? price : { ...price, requests }
}

describe('where one pool cannot be reached', () => {
  test('it is told first, with what needs attention in the others, since when it is so', async () => {
    const pools = { lb: answering(), accounts: UNREACHED }
    const { attention } = watching(pools)
    const [first, ...rest] = await attention(NOW)
    expect(first).toMatchObject({ id: 'unreachable:accounts', level: 'critical', pool: 'accounts', since: NOW })
    expect(rest).toEqual([LIMITED])
    expect((await attention(NOW + 5_000))[0]?.since).toBe(NOW)
    pools.accounts = answering()
    await attention(NOW + 6_000)
    pools.accounts = UNREACHED
    expect((await attention(NOW + 7_000))[0]?.since).toBe(NOW + 7_000)
  })

  test('metrics have what the others count, and no sum that lacks one', async () => {
    expect(await familiesOf({ lb: answering(), accounts: UNREACHED })).toEqual([
      'claudeflare_requests',
      'claudeflare_build_info',
    ])
    expect(await familiesOf({ lb: answering() })).toContain('claudeflare_ledger_rows_dropped')
  })
})

test('where no pool can be reached, nothing is told', async () => {
  const { attention, metrics } = watching({ lb: UNREACHED, accounts: UNREACHED })
  await expect(attention(NOW)).rejects.toThrow(StateUnavailable)
  await expect(metrics()).rejects.toThrow(StateUnavailable)
})

test('models are told once, however many pools were asked for them, the most asked for first', async () => {
  const { modelPrices } = watching({
    lb: answering([asked('b', 4), asked('a', 3), asked('of a version before')]),
    accounts: answering([asked('a', 2)]),
  })
  expect((await modelPrices(NOW)).map(({ model }) => model)).toEqual(['a', 'b', 'of a version before'])
})
