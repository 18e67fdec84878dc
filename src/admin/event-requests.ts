import { matchesFilter } from '../model/matches-filter.ts'
import type { RequestRow } from '../model/ledger.ts'
import type { RequestFilter } from '../model/ledger-queries.ts'
import type { EventListener } from './event-listener.ts'
import type { ControlDeps, Following } from './ports.ts'
import { toRequestView } from './request-view.ts'

/** Tells listeners of requests that end. */
export interface RequestTeller {
  /** What ends from now on is told. `filter` is that of the listener that comes. */
  start(filter: RequestFilter): Promise<void>
  tell(): Promise<void>
  stop(): void
}

export function createRequestTeller(
  { live, requests }: Pick<ControlDeps, 'live' | 'requests'>,
  listeners: ReadonlySet<EventListener>,
): RequestTeller {
  let following: Following | null = null

  function stop(): void {
    following?.end()
    following = null
  }

  return {
    async start(filter) {
      if (following !== null) return
      // Where each listener has a teller of its own, nobody else goes by it.
      const begun = await live.follow(requests === 'apart' ? filter : null)
      // Another listener may have been quicker.
      if (following === null) following = begun
      else begun.end()
    },
    stop,
    async tell() {
      if (following === null) return
      const wanting = [...listeners].filter((listener) => listener.wants('requests'))
      if (wanting.length === 0) return stop()
      const { rows, missed } = await following.next()
      if (rows.length + missed === 0) return
      const picks = wanting.map((listener) => ({ listener, ...pick(listener, rows) }))
      const jsons = await toJsons(following, new Set(picks.flatMap(({ picked }) => picked)))
      for (const { listener, picked, matched } of picks) {
        const told = picked.flatMap(({ id }) => jsons.get(id) ?? [])
        listener.mailbox.putRequests(told, matched - told.length + missed)
      }
    },
  }
}

/** As many of a listener's requests as its mailbox takes; the rest is only counted, which is what keeps a burst cheap. */
function pick({ wish, mailbox }: EventListener, rows: readonly RequestRow[]) {
  const matching = rows.filter((row) => matchesFilter(row, wish.filter))
  return { picked: matching.slice(0, mailbox.room), matched: matching.length }
}

async function toJsons(following: Following, rows: ReadonlySet<RequestRow>): Promise<ReadonlyMap<number, string>> {
  if (rows.size === 0) return new Map()
  const priced = await following.priced([...rows])
  return new Map(priced.map((row) => [row.id, JSON.stringify(toRequestView(row))]))
}
