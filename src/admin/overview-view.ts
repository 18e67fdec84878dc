import type { AccountView } from '../balancer/view.ts'
import { toSpread } from '../model/histogram.ts'
import { BALANCED_POOL } from '../model/pool.ts'
import type { Settings } from '../model/settings.ts'
import type { LiveSnapshot } from '../telemetry/live-snapshot.ts'
import type { SeenPool } from './accounts-seen.ts'
import type { OverviewBody, PoolNow } from './overview-contract.ts'

const SECOND_MS = 1_000
const MOST_ACCOUNTS = 20

/** The last minute's figures. */
export function toLiveFigures(live: LiveSnapshot, pools: readonly SeenPool[]): OverviewBody['live'] {
  const stayed = live.requests - live.gone
  return {
    windowMs: live.windowMs,
    requests: live.requests,
    requestsPerSecond: perSecond(live.requests, live),
    successRate: stayed === 0 ? null : live.ok / stayed,
    inFlight: pools.reduce((sum, { view }) => sum + view.accounts.reduce((all, { inFlight }) => all + inFlight, 0), 0),
    duration: toPercentiles(live.durations),
    firstByte: toPercentiles(live.firstBytes),
    inputTokensPerSecond: perSecond(live.input, live),
    outputTokensPerSecond: perSecond(live.output, live),
    cacheReadShare: live.input === 0 ? null : live.cacheRead / live.input,
  }
}

/** One pool with the accounts that carry most of it. */
export function toPoolNow(
  settings: Pick<Settings, 'loadBalancer'>,
  { name, view }: SeenPool,
  live: LiveSnapshot,
): PoolNow {
  const attemptsOn = ({ id }: AccountView): number => live.accounts.get(id) ?? 0
  const attempts = view.accounts.reduce((sum, account) => sum + attemptsOn(account), 0)
  const shareOf = (some: number): number => (attempts === 0 ? 0 : some / attempts)
  // Most of a large pool have had none: those need no order.
  const busy = view.accounts.filter((account) => attemptsOn(account) > 0).sort((a, b) => attemptsOn(b) - attemptsOn(a))
  const idle = busy.length < MOST_ACCOUNTS ? view.accounts.filter((account) => attemptsOn(account) === 0) : []
  const shown = [...busy, ...idle].slice(0, MOST_ACCOUNTS)
  const shownAttempts = shown.reduce((sum, account) => sum + attemptsOn(account), 0)
  return {
    name,
    enabled: name !== BALANCED_POOL || settings.loadBalancer.enabled,
    strategy: view.policy.strategy,
    activeAccounts: view.activeKeys,
    totalAccounts: view.totalKeys,
    waiting: view.waiting,
    requestsPerSecond: perSecond(live.pools.get(name) ?? 0, live),
    accounts: shown.map((account) => ({
      id: account.id,
      name: account.name,
      state: account.state,
      inFlight: account.inFlight,
      attempts: attemptsOn(account),
      share: shareOf(attemptsOn(account)),
    })),
    others: { accounts: view.accounts.length - shown.length, share: shareOf(attempts - shownAttempts) },
  }
}

/** In its first second a gateway has seen too little to go by. */
function perSecond(count: number, { windowMs }: Pick<LiveSnapshot, 'windowMs'>): number {
  return (count * SECOND_MS) / Math.max(SECOND_MS, windowMs)
}

function toPercentiles(histogram: readonly number[]): OverviewBody['live']['duration'] {
  const { p50, p95, p99 } = toSpread(histogram, 0)
  return { p50, p95, p99 }
}
