import type { PoolView } from '../balancer/view.ts'
import { StateUnavailable } from '../model/state-unavailable.ts'
import type { ControlBoard, PoolViews } from './ports.ts'

/** How pools stand whose boards are asked one by one. Rejects with `StateUnavailable` where none of them answers. */
export async function viewBoards(boards: ReadonlyMap<string, ControlBoard>, now: number): Promise<PoolViews> {
  const views = new Map<string, PoolView>()
  const unreachable: string[] = []
  let unreached: StateUnavailable | null = null
  for (const [name, board] of boards) {
    try {
      views.set(name, await board.view(now))
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error
      unreachable.push(name)
      unreached = error
    }
  }
  if (unreached !== null && views.size === 0) throw unreached
  return { views, unreachable }
}
