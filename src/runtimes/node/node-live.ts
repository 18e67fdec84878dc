import type { LivePort } from '../../admin/ports.ts'
import type { LedgerQueries } from '../../model/ledger-queries.ts'
import { WHOLE } from '../../model/unreached.ts'
import type { FinishedRows } from '../../telemetry/finished-rows.ts'
import type { LiveBook } from '../../telemetry/live-book.ts'
import type { RowFollowers } from '../../telemetry/row-follower.ts'

export interface NodeLiveParts {
  readonly finished: Pick<FinishedRows, 'drain'>
  readonly followers: RowFollowers
  readonly book: LiveBook
  readonly queries: Pick<LedgerQueries, 'requestsById'>
}

/**
 * Requests as they end. Their cost is read back from the store, whose writer has reckoned it: the price list would take
 * some 20 MB of the thread that serves.
 */
export function createNodeLive({ finished, followers, book, queries }: NodeLiveParts): LivePort {
  return {
    figures(now) {
      finished.drain()
      return { ...book.read(now), ...WHOLE }
    },
    follow() {
      const follower = followers.begin()
      // The reader's thread starts with its first question, which takes longer than a request may wait to be told.
      void queries.requestsById([]).catch(ignore)
      return {
        next() {
          finished.drain()
          return follower.take()
        },
        priced: (rows) => queries.requestsById(rows.map(({ id }) => id)),
        end: () => followers.end(follower),
      }
    },
  }
}

/** Works every so many ms, which keeps no process alive. */
export function everyMs(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms).unref()
  return () => clearInterval(timer)
}

function ignore(): void {
  // What cannot be read is told where it is asked for.
}
