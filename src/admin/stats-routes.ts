import { Hono } from 'hono'
import type { PoolView } from '../balancer/view.ts'
import { poolsSeen } from './accounts-seen.ts'
import type { StatsBody } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'

/** `/api/stats`: what each account and each pool has done since it was last reset. */
export function statsRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()
  routes.get('/', async (c) => {
    const { pools, unreachable } = await poolsSeen(deps)
    const body: StatsBody = {
      accounts: pools.flatMap(({ name, view }) => toAccountStats(name, view)),
      pools: pools.map(({ name, view }) => toPoolStats(name, view)),
      unreachable: [...unreachable],
    }
    return c.json(body)
  })
  return routes
}

function toAccountStats(pool: string, view: PoolView): StatsBody['accounts'] {
  return view.accounts.map((seen) => ({
    id: seen.id,
    name: seen.name,
    pool,
    provider: seen.provider,
    state: seen.state,
    requests: seen.requests,
    share: seen.share,
    failures: seen.failures,
    limitsMet: seen.limitsMet,
    failovers: seen.failovers,
    lastUsed: seen.lastUsed,
    inFlight: seen.inFlight,
    waiting: seen.waiting,
    conversations: seen.conversations,
  }))
}

function toPoolStats(name: string, view: PoolView): StatsBody['pools'][number] {
  return {
    name,
    strategy: view.policy.strategy,
    totalRequests: view.totalRequests,
    successfulRequests: view.successfulRequests,
    failedRequests: view.failedRequests,
    lastUsed: view.lastUsed,
    failovers: view.failovers,
    waiting: view.waiting,
    sessions: view.sessions.started,
    boundSessions: view.sessions.bound,
    meanSessionMs: view.sessions.meanMs,
    switches: view.sessions.switches,
  }
}
