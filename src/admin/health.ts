import type { ControlDeps } from './ports.ts'
import { StateUnavailable } from '../model/state-unavailable.ts'

export type HealthStatus = 'ok' | 'unavailable' | 'draining'

/** How long one look at the boards answers for, ms: anyone may ask, as often as they like. */
const LOOK_FOR_MS = 250

/**
 * Whether some account can serve, asked of the boards at most four times a second. Meanwhile the last answer holds; what
 * is shared is the answer and not the asking, since a Worker stops the one when whoever asked goes away.
 */
export function createHealth(deps: Pick<ControlDeps, 'views' | 'draining' | 'now'>): () => Promise<HealthStatus> {
  let lookedAt = Number.NEGATIVE_INFINITY
  let serves: boolean | null = null
  return async () => {
    if (deps.draining()) return 'draining'
    const now = deps.now()
    if (serves === null || Math.abs(now - lookedAt) >= LOOK_FOR_MS) {
      lookedAt = now
      serves = await canSomeServe(deps, now)
    }
    return serves ? 'ok' : 'unavailable'
  }
}

/** A pool that cannot be reached serves nobody. */
async function canSomeServe(deps: Pick<ControlDeps, 'views'>, now: number): Promise<boolean> {
  try {
    const { views } = await deps.views(now)
    return [...views.values()].some(({ activeKeys }) => activeKeys > 0)
  } catch (error) {
    if (error instanceof StateUnavailable) return false
    throw error
  }
}
