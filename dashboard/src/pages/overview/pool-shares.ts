import type { PoolNow } from '../../../../src/admin/overview-contract.ts'

type Member = PoolNow['accounts'][number]

export interface PoolShares {
  /** Shown one by one, in the order of their names: it holds still while shares move. */
  readonly shown: readonly Member[]
  /** The rest of the pool, summed; `null` where there is none. */
  readonly others: { readonly accounts: number; readonly share: number } | null
}

/** How many accounts one can tell apart in a bar. */
const MOST_SHOWN = 8

const byName = new Intl.Collator('en', { numeric: true })

/** What a pool's bar shows: all of its accounts where they are few, else those that carry most. */
export function toShares({ accounts, others }: Pick<PoolNow, 'accounts' | 'others'>): PoolShares {
  const byShare = accounts.toSorted((a, b) => b.share - a.share || byName.compare(a.name, b.name))
  const fits = accounts.length <= MOST_SHOWN && others.accounts === 0
  const shown = byShare.slice(0, fits ? MOST_SHOWN : MOST_SHOWN - 1)
  const rest = byShare.slice(shown.length)
  const count = rest.length + others.accounts
  const share = rest.reduce((sum, member) => sum + member.share, others.share)
  return {
    shown: shown.sort((a, b) => byName.compare(a.name, b.name)),
    others: count === 0 ? null : { accounts: count, share },
  }
}
