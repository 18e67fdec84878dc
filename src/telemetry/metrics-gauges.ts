import type { AccountState, AccountView, PoolView } from '../balancer/view.ts'
import { BoundedNames, OTHER } from './bounded-names.ts'
import { MAX_ACCOUNTS } from './metrics-book.ts'
import { type Label, toLabels } from './metrics-labels.ts'
import { Points } from './metrics-points.ts'
import type { Reading } from './metrics-reading.ts'

const STATES: readonly AccountState[] = ['serving', 'cooling', 'disabled', 'paused', 'needs_sign_in']
/** A vendor names its limits: so many are shown of an account, */
const MAX_LIMITS = 20
/** and so many in all. */
const MAX_LIMITS_IN_ALL = 5_000

export interface SeenPool {
  readonly name: string
  /** `null` where its board cannot be reached. */
  readonly view: PoolView | null
}

/** How pools and their accounts stand at the moment. */
export function toPoolReadings(pools: readonly SeenPool[]): Reading[] {
  const points = new Points()
  const names = new BoundedNames(MAX_ACCOUNTS)
  const room = { limits: MAX_LIMITS_IN_ALL }
  for (const { name, view } of pools) {
    points.value('claudeflare_pool_up', toLabels([['pool', name]])).value = view === null ? 0 : 1
    if (view === null) continue
    addPool(points, name, view)
    for (const account of view.accounts) {
      const isNamed = names.take(`${name}\n${account.name}`) !== OTHER
      addAccount(points, account, [
        ['pool', name],
        ['account', isNamed ? account.name : OTHER],
        ['provider', isNamed ? account.provider : null],
      ])
      if (isNamed) addTimes(points, name, account)
      if (isNamed) addLimits(points, { pool: name, account, room })
    }
  }
  return points.readings()
}

function addPool(points: Points, pool: string, { policy, waiting, sessions }: PoolView): void {
  const labels = toLabels([['pool', pool]])
  points.value(
    'claudeflare_pool_info',
    toLabels([
      ['pool', pool],
      ['strategy', policy.strategy],
    ]),
  ).value = 1
  points.value('claudeflare_pool_waiting', labels).value = waiting
  points.value('claudeflare_pool_sessions_bound', labels).value = sessions.bound
  points.value('claudeflare_pool_sessions_started', labels).value = sessions.started
  points.value('claudeflare_pool_session_switches', labels).value = sessions.switches
}

/** Those without a name of their own add up. */
function addAccount(points: Points, account: AccountView, own: readonly Label[]): void {
  const labels = toLabels(own)
  for (const state of STATES) {
    const isIn = account.state === state ? 1 : 0
    points.value('claudeflare_account_state', toLabels([...own, ['state', state]])).value += isIn
  }
  points.value('claudeflare_account_in_flight', labels).value += account.inFlight
  points.value('claudeflare_account_waiting', labels).value += account.waiting
  points.value('claudeflare_account_model_cooldowns', labels).value += account.modelCooldowns.length
}

function addTimes(points: Points, pool: string, { name, until }: AccountView): void {
  if (until === null) return
  const labels = toLabels([
    ['pool', pool],
    ['account', name],
  ])
  points.value('claudeflare_account_back_timestamp_seconds', labels).value = until / 1_000
}

interface Limited {
  readonly pool: string
  readonly account: AccountView
  /** How many limits may be shown yet. */
  readonly room: { limits: number }
}

/**
 * The tightest first. Of limits that a vendor keeps for each model, the tightest model's is shown, since the names of
 * models come from callers and every new one would be a line for ever in the scraper's memory.
 */
function addLimits(points: Points, { pool, account, room }: Limited): void {
  const shown = new Set<string>()
  for (const limit of account.limits.toSorted((a, b) => b.utilization - a.utilization)) {
    const labels = toLabels([
      ['pool', pool],
      ['account', account.name],
      ['limit', limit.name],
      ['scope', limit.scope.kind],
      ['family', limit.scope.kind === 'family' ? limit.scope.family : null],
    ])
    if (shown.has(labels)) continue
    if (shown.size >= MAX_LIMITS || room.limits <= 0) return
    shown.add(labels)
    room.limits -= 1
    points.value('claudeflare_account_limit_utilization_ratio', labels).value = limit.utilization
    if (limit.resetsAt === null) continue
    points.value('claudeflare_account_limit_reset_timestamp_seconds', labels).value = limit.resetsAt / 1_000
  }
}
