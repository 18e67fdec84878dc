import { unreachedOf } from '../model/unreached.ts'
import type { Attention } from '../telemetry/attention-row.ts'
import { toUnreachable } from '../telemetry/unreachable-pool.ts'
import { poolsSeen, type PoolsSeen } from './accounts-seen.ts'
import type { AttentionRow, OverviewBody } from './overview-contract.ts'
import { toLiveFigures, toPoolNow } from './overview-view.ts'
import type { ControlDeps } from './ports.ts'
import { createToday } from './today.ts'

const MOST_ATTENTION = 100

/** What is so right now; of pools that were just looked at, where they are given. */
export type Overview = (seen?: PoolsSeen) => Promise<OverviewBody>

export function createOverview(deps: ControlDeps): Overview {
  const today = createToday(deps)
  return async (given) => {
    const now = deps.now()
    const [seen, live, since, attention] = await Promise.all([
      given ?? poolsSeen(deps),
      deps.live.figures(now),
      today(),
      deps.attention(now),
    ])
    const { keys, open } = deps.gate
    const settings = deps.settings()
    const unreachable = unreachedOf([seen, live, since])
    return {
      now,
      version: deps.version,
      startedAt: deps.startedAt,
      live: toLiveFigures(live, seen.pools),
      today: since.figures,
      recent: [...live.recent],
      pools: seen.pools.map((pool) => toPoolNow(settings, pool, live)),
      unreachable: [...unreachable],
      attention: [...untold(unreachable, attention, now), ...attention].slice(0, MOST_ATTENTION),
      clients: { keys: keys.list().length, openMode: open === 'loopback' && !keys.haveBegun() },
    }
  }
}

/** A pool whose figures are missing is told of, though it may have answered another question. */
function untold(unreachable: readonly string[], attention: readonly AttentionRow[], now: number): Attention[] {
  const told = new Set(attention.map(({ id }) => id))
  return unreachable.map((pool) => toUnreachable(pool, now)).filter(({ id }) => !told.has(id))
}
