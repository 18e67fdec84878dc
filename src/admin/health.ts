import type { ControlBoard, ControlDeps } from './ports.ts'

export type HealthStatus = 'ok' | 'unavailable' | 'draining'

/** How long one look at the boards answers for, ms: anyone may ask, as often as they like. */
const LOOK_FOR_MS = 250

/** Whether some account can serve, asked of the boards at most four times a second. */
export function createHealth(deps: Pick<ControlDeps, 'boards' | 'draining' | 'now'>): () => HealthStatus {
  let lookedAt = Number.NEGATIVE_INFINITY
  let serving = false
  return () => {
    if (deps.draining()) return 'draining'
    const now = deps.now()
    if (Math.abs(now - lookedAt) >= LOOK_FOR_MS) {
      lookedAt = now
      serving = [...deps.boards().values()].some((board) => canServe(board, now))
    }
    return serving ? 'ok' : 'unavailable'
  }
}

function canServe(board: ControlBoard, now: number): boolean {
  return board.view(now).activeKeys > 0
}
