import type { RequestView } from '../../../../src/admin/request-contract.ts'

/** What is shown of a request here. */
export interface Ended extends Pick<
  RequestView,
  'id' | 'time' | 'pool' | 'model' | 'status' | 'end' | 'error' | 'account' | 'failovers'
> {
  /** Attempts that came to no sound answer, in their order, each with why. */
  readonly missed: readonly RequestView['missed'][number][]
}

/** What has not gone straight of late. */
export interface Troubles {
  /** The newest first. */
  readonly rows: readonly Ended[]
  /** Whether any request has ever been seen. */
  readonly hasCalls: boolean
}

const MOST_SHOWN = 8

/** Whether a request was taken over by another account, or did not end well. Who went away has not been failed. */
function isTrouble({ failovers, end }: Ended): boolean {
  return failovers > 0 || end === 'failed' || end === 'cut'
}

/** Lays rows that have just ended (the oldest first) or were fetched (the newest first) over what is shown. */
export function withRows(known: Troubles, rows: readonly Ended[]): Troubles {
  const hasCalls = known.hasCalls || rows.length > 0
  const ids = new Set(known.rows.map(({ id }) => id))
  const fresh = rows.filter((row) => isTrouble(row) && !ids.has(row.id))
  if (fresh.length === 0) return hasCalls === known.hasCalls ? known : { ...known, hasCalls }
  const newestFirst = [...fresh, ...known.rows].sort((a, b) => b.time - a.time)
  return { rows: newestFirst.slice(0, MOST_SHOWN), hasCalls }
}
