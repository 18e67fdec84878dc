import type { ChangeNotes } from '../../admin/change-notes.ts'
import type { ListeningPort, LivePort } from '../../admin/ports.ts'
import type { RequestRow } from '../../model/ledger.ts'
import type { StoredRequest } from '../../model/ledger-queries.ts'
import { mergeLive } from '../../telemetry/live-snapshot.ts'
import type { Isolate } from './isolate.ts'
import type { AskPools } from './ask-each.ts'

/** How often pools' objects are asked what has ended, while somebody listens, ms. Each question is paid for. */
const LOOK_EVERY_MS = 1_000
/** An isolate may not live as long as a page is open: the browser comes back by itself. */
const LONGEST_STREAM_MS = 600_000

/** Requests as they end in the pools' objects, which have reckoned their cost. */
export function createRemoteLive(pools: AskPools): LivePort {
  return {
    async figures(now) {
      return mergeLive(await Promise.all([...pools().values()].map((ask) => ask((pool) => pool.live()))), now)
    },
    async follow() {
      const marks = new Map<string, number>()
      const look = async (): Promise<readonly { readonly rows: readonly StoredRequest[]; readonly missed: number }[]> =>
        Promise.all(
          Array.from(pools(), async ([name, ask]) => {
            const told = await ask((pool) => pool.finished(marks.get(name) ?? null))
            marks.set(name, told.mark)
            return told
          }),
        )
      await look()
      const costs = new Map<number, StoredRequest>()
      return {
        async next() {
          const told = await look()
          const rows = told.flatMap((one) => one.rows)
          costs.clear()
          for (const row of rows) costs.set(row.id, row)
          return { rows, missed: told.reduce((sum, { missed }) => sum + missed, 0) }
        },
        priced: (rows: readonly RequestRow[]) => rows.flatMap(({ id }) => costs.get(id) ?? []),
        end() {
          costs.clear()
        },
      }
    },
  }
}

/** Each stream looks by itself, within its own request: the platform lets none work for another. */
export function createRemoteListening(isolate: Isolate, changes: ChangeNotes): ListeningPort {
  let revision = isolate.revision
  return {
    tickMs: LOOK_EVERY_MS,
    longestMs: LONGEST_STREAM_MS,
    // A Worker is not told that it will end.
    closing: new AbortController().signal,
    every(ms, work) {
      const timer = setInterval(work, ms)
      return () => clearInterval(timer)
    },
    async refresh() {
      await isolate.refresh()
      if (isolate.revision === revision) return
      revision = isolate.revision
      // A revision does not tell what was changed, nor where.
      for (const what of ['config', 'keys', 'accounts', 'audit'] as const) changes.note(what)
    },
  }
}
