import { toErrorWords } from '../../format/error-words.ts'
import type { Ended } from './troubles.ts'

/** Accounts that are named; of more it is told how many. */
const NAMED = 3

/** What became of a request and why, in a line: `moved from work-1 (limit met) to work-2`. No account is named twice. */
export function tellTrouble({ end, status, error, account, missed }: Ended): string {
  const others = toWhyOf(missed.filter((one) => one.account !== account))
  const after = others === null ? '' : `, after ${others}`
  switch (end) {
    case 'ok': {
      if (account === null) return `answered ${status}${after}`
      if (others !== null) return `moved from ${others} to ${account}`
      const why = missed[0]?.why
      return why === undefined ? `answered by ${account}` : `answered by ${account} at its second try: ${why} at first`
    }
    case 'gone':
      return `its caller went away${after}`
    case 'cut':
      return `the answer of ${account ?? 'an account'} broke off${after}`
    case 'failed': {
      const why = toWhyOf(missed) ?? (error === null ? account : tellError(error))
      return `refused with ${status}${why === null ? '' : `: ${why}`}`
    }
  }
}

/** `work-1 (limit met), work-3 (overloaded)`; `null` of none. Of an account that was asked twice the last counts. */
function toWhyOf(missed: Ended['missed']): string | null {
  const whys = [...new Map(missed.map(({ account, why }) => [account, why]))]
  if (whys.length === 0) return null
  const named = whys.slice(0, NAMED).map(([account, why]) => `${account} (${why})`)
  return whys.length > NAMED ? `${named.join(', ')} and ${whys.length - NAMED} more` : named.join(', ')
}

/** In words where they are known, which go on in the line. */
function tellError(code: string): string {
  const words = toErrorWords(code)
  return words === null ? code : `${words.charAt(0).toLowerCase()}${words.slice(1).replace(/\.$/, '')}`
}
