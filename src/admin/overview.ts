import { poolsSeen, type SeenPool } from './accounts-seen.ts'
import type { OverviewBody } from './overview-contract.ts'
import { toLiveFigures, toPoolNow } from './overview-view.ts'
import type { ControlDeps } from './ports.ts'
import { createToday } from './today.ts'

const MOST_ATTENTION = 100

/** What is so right now; of pools that were just looked at, where they are given. */
export type Overview = (pools?: readonly SeenPool[]) => Promise<OverviewBody>

export function createOverview(deps: ControlDeps): Overview {
  const today = createToday(deps)
  return async (given) => {
    const now = deps.now()
    const [pools, live, since, attention] = await Promise.all([
      given ?? poolsSeen(deps, null),
      deps.live.figures(now),
      today(),
      deps.attention(now),
    ])
    const { keys, open } = deps.gate
    const settings = deps.settings()
    return {
      now,
      version: deps.version,
      startedAt: deps.startedAt,
      live: toLiveFigures(live, pools),
      today: since,
      recent: [...live.recent],
      pools: pools.map((pool) => toPoolNow(settings, pool, live)),
      attention: attention.slice(0, MOST_ATTENTION),
      clients: { keys: keys.list().length, openMode: open === 'loopback' && !keys.exist() },
    }
  }
}
