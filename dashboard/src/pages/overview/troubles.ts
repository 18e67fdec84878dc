import type { RequestView } from '../../../../src/admin/request-contract.ts'
import { toErrorWords } from '../../format/error-words.ts'

/** What is shown of a request here. */
export interface Ended extends Pick<
  RequestView,
  'id' | 'time' | 'pool' | 'model' | 'status' | 'end' | 'error' | 'account' | 'failovers'
> {
  /** Names of the accounts that were asked, in their order. */
  readonly tried: readonly string[]
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

/** What became of it, in words: `moved from work-1 to work-2`. */
export function tellTrouble({ failovers, tried, ...ended }: Ended): string {
  if (failovers === 0) return tellEnd(ended)
  const names = [...new Set(tried)]
  const left = names.filter((name) => name !== ended.account)
  if (ended.end === 'ok' && ended.account !== null && left.length > 0) {
    return `moved from ${left.join(', ')} to ${ended.account}`
  }
  return left.length === 0 ? tellEnd(ended) : `${tellEnd(ended)}, after ${left.join(', ')}`
}

function tellEnd({ end, account, status, error }: Pick<Ended, 'end' | 'account' | 'status' | 'error'>): string {
  switch (end) {
    case 'ok':
      return account === null ? `answered ${status}` : `answered by ${account}`
    case 'gone':
      return 'its caller went away'
    case 'cut':
      return account === null ? 'its answer broke off' : `the answer of ${account} broke off`
    case 'failed': {
      const by = account === null ? '' : ` by ${account}`
      return `refused with ${status}${by}${error === null ? '' : `: ${tellError(error)}`}`
    }
  }
}

/** In words where they are known, which go on in the line. */
function tellError(code: string): string {
  const words = toErrorWords(code)
  return words === null ? code : `${words.charAt(0).toLowerCase()}${words.slice(1).replace(/\.$/, '')}`
}
