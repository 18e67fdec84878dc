import type { GatewayErrorCode } from '../model/errors.ts'
import { toLabels } from './metrics-labels.ts'
import { Points } from './metrics-points.ts'
import type { Reading } from './metrics-reading.ts'

/** Requests that were refused before any pool took them, by the gateway's own error: a closed list, so the lines are few. */
export class RefusalCounts {
  readonly #points = new Points()

  count(reason: GatewayErrorCode): void {
    this.#points.value('claudeflare_refused_requests', toLabels([['reason', reason]])).value += 1
  }

  readings(): readonly Reading[] {
    return this.#points.readings()
  }
}
