import { afterEach, describe, expect, test } from 'vitest'
import { createFixture } from '../../src/admin/control-fixture.ts'
import { overviewBody } from '../../src/admin/overview-contract.ts'
import { analyticsBody } from '../../src/admin/analytics-contract.ts'
import { requestPage } from '../../src/admin/request-contract.ts'
import { encodeRequestId } from '../../src/gateway/request-id.ts'
import { StateUnavailable } from '../../src/model/state-unavailable.ts'
import { askEach } from '../../src/runtimes/worker/ask-each.ts'
import type { AskPool } from '../../src/runtimes/worker/ask-object.ts'
import { createRemoteLedger } from '../../src/runtimes/worker/remote-ledger.ts'
import { createRemoteLive } from '../../src/runtimes/worker/remote-live.ts'
import { createRemoteWatching } from '../../src/runtimes/worker/remote-watching.ts'
import type { PoolRpc } from '../../src/runtimes/worker/rpc.ts'
import { ending, openPool, type PoolBed } from './pool-bed.ts'

/* The control API as a Worker has it, over a real pool `lb` and a pool `accounts` that can be lost. */

const open = new Set<Disposable>()
afterEach(() => {
  for (const one of open) one[Symbol.dispose]()
  open.clear()
})

const UNREACHED: AskPool = () => Promise.reject(new StateUnavailable('The Durable Object does not answer.'))

function toRpc({ core }: PoolBed): PoolRpc {
  const told: Partial<PoolRpc> = {
    view: async () => core.view(),
    attention: async () => core.telemetry.attention(),
    metrics: async () => core.telemetry.metrics(),
    live: async () => core.telemetry.live(),
    finished: async (after, filter) => core.telemetry.finished(after, filter ?? {}),
    requests: async (filter, page) => core.reads.requests(filter, page),
    request: async (id) => core.reads.request(id),
    sums: async (stretch) => core.reads.sums(stretch),
    analytics: async (query) => core.reads.analytics(query),
  }
  return told as PoolRpc
}

/** `lb` has served one request; who asks for `accounts` hears nothing, and in the end `lb` neither. */
function createWorker() {
  const pool = openPool()
  open.add(pool)
  const { id } = pool.open()
  pool.core.end(id, ending())
  let isLost = false
  const asks = new Map<string, AskPool>([
    ['lb', (ask) => (isLost ? UNREACHED(ask) : ask(toRpc(pool)))],
    ['accounts', UNREACHED],
  ])
  const pools = () => asks
  const fixture = createFixture({
    accounts: [...pool.settings.accounts],
    deps: {
      async views() {
        const { told, unreachable } = await askEach(pools, (one) => one.view())
        return { views: new Map(told), unreachable }
      },
      ledger: createRemoteLedger(pools),
      live: createRemoteLive(pools),
      ...createRemoteWatching(pools),
      now: () => pool.clock.now(),
    },
  })
  const read = async (path: string): Promise<unknown> => {
    const answer = await fixture.send(path)
    expect(answer.status).toBe(200)
    return answer.json()
  }
  return { ...fixture, read, id, lose: () => (isLost = true) }
}

const WHOLES = [
  '/api/overview',
  '/api/analytics',
  '/api/requests',
  '/api/stats',
  '/api/accounts',
  '/api/pools',
  '/metrics',
]

describe('where one pool of two cannot be asked', () => {
  test('the overview has the other, names the one that is missing, and says so in words', async () => {
    const overview = overviewBody.parse(await createWorker().read('/api/overview'))
    expect(overview.pools.map(({ name }) => name)).toEqual(['lb'])
    expect([overview.unreachable, overview.live.requests, overview.today.requests]).toEqual([['accounts'], 1, 1])
    expect(overview.attention[0]).toMatchObject({ kind: 'unreachable', pool: 'accounts', level: 'critical' })
    expect(overview.attention.filter(({ kind }) => kind === 'unreachable')).toHaveLength(1)
  })

  test('analytics and requests have what the other knows, and name the hole', async () => {
    const { read } = createWorker()
    const analytics = analyticsBody.parse(await read('/api/analytics?range=1h'))
    expect([analytics.unreachable, analytics.totals.requests]).toEqual([['accounts'], 1])
    const page = requestPage.parse(await read('/api/requests'))
    expect([page.unreachable, page.items.length]).toEqual([['accounts'], 1])
  })

  test('what is asked of one pool alone has no hole, or is an error', async () => {
    const { read, send } = createWorker()
    expect(await read('/api/requests?pool=lb')).toMatchObject({ unreachable: [] })
    expect(await read('/api/analytics?pool=lb')).toMatchObject({ unreachable: [] })
    expect((await send('/api/requests?pool=accounts')).status).toBe(503)
    expect((await send('/api/analytics?pool=accounts')).status).toBe(503)
  })

  test('a request of the other is found, and of one that it does not know it is not said that there is none', async () => {
    const { read, send, id } = createWorker()
    expect(await read(`/api/requests/${encodeRequestId(id)}`)).toMatchObject({ pool: 'lb' })
    expect((await send(`/api/requests/${encodeRequestId(id + 1)}`)).status).toBe(503)
  })

  test.each(['/api/stats', '/api/accounts', '/api/pools'])('%s has the other, and names the hole', async (path) => {
    expect(await createWorker().read(path)).toMatchObject({ unreachable: ['accounts'] })
  })

  test('the gateway is healthy as long as the other serves', async () => {
    expect((await createWorker().send('/health')).status).toBe(200)
  })

  test('events are told of the other', async () => {
    const answer = await createWorker().send('/api/events')
    expect(answer.status).toBe(200)
    await answer.body?.cancel()
  })
})

test.each([...WHOLES, '/api/events'])('where none can be asked, %s is 503', async (path) => {
  const { send, lose } = createWorker()
  lose()
  expect((await send(path)).status).toBe(503)
})
