import { createTaggedIds, firstIdAt } from '../../gateway/request-id.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'

/** By so much a new object's ids begin after its clock: that of the machine before may have been ahead. */
const AHEAD_MS = 1_000

/**
 * Gives a pool's requests their ids, none of them twice, although those of calls under way are on no disk when an
 * object is started anew. Up to the mark on disk an object gives ids that are ahead of its clock.
 */
export function createPoolIds(
  store: Pick<PoolStore, 'lastRequestId' | 'idMark' | 'setIdMark'>,
  tag: number,
  startedAt: number,
): (now: number) => number {
  const from = Math.max(store.lastRequestId(), store.idMark(), firstIdAt(startedAt + AHEAD_MS))
  let mark = raiseMark(from)
  const next = createTaggedIds(from, tag)

  function raiseMark(id: number): number {
    const raised = id + firstIdAt(AHEAD_MS)
    store.setIdMark(raised)
    return raised
  }

  return (now) => {
    const id = next(now)
    if (id > mark && id > firstIdAt(now + AHEAD_MS / 2)) mark = raiseMark(id)
    return id
  }
}
