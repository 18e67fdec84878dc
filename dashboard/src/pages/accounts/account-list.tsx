import { Search } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { usePools } from '../../api/queries.ts'
import { Card } from '../../ui/card.tsx'
import { useWide } from '../../ui/use-wide.ts'
import { AccountGroupCard } from './account-group.tsx'
import type { AccountHandlers } from './account-table.tsx'
import { groupByPool, isMeant } from './group-accounts.ts'
import { type Sorting, useSortedAccounts } from './use-sorted-accounts.ts'

/** From here on there is room for a table, px. */
const TABLE_FROM = 1_100

/** Up to so many rows are all drawn, wherever they are: the browser finds in the page what is drawn. */
const ALL_DRAWN = 100

interface AccountListProps extends AccountHandlers {
  readonly accounts: readonly AccountRow[]
}

/** Accounts by pool, as they are searched and sorted. */
export function AccountList({ accounts, ...handlers }: AccountListProps) {
  const [typed, setTyped] = useState('')
  const isWide = useWide(TABLE_FROM)
  const meant = useMemo(() => accounts.filter((account) => isMeant(account, typed)), [accounts, typed])
  const { sorted, sorting } = useSortedAccounts(meant)
  const pools = usePools()
  const groups = groupByPool(sorted, pools.data?.items ?? [])
  const drawing = sorted.length > ALL_DRAWN ? 'nearby' : 'all'
  if (accounts.length === 0) return <NoAccounts />
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <SearchBox typed={typed} onType={setTyped} />
        {!isWide && <SortBox sorting={sorting} />}
      </div>
      {groups.map((group) => (
        <AccountGroupCard key={group.pool} {...{ group, sorting, isWide, drawing }} {...handlers} />
      ))}
      {groups.length === 0 && (
        <p role="status" className="text-sm text-muted">
          No account is meant by “{typed}”.
        </p>
      )}
    </>
  )
}

function SearchBox({ typed, onType }: { readonly typed: string; readonly onType: (text: string) => void }) {
  return (
    <div className="relative w-full max-w-xs">
      <Search
        aria-hidden
        size={15}
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        aria-label="Search accounts"
        placeholder="Name, provider, state…"
        value={typed}
        onChange={(event) => onType(event.target.value)}
        className="min-h-9 w-full rounded-lg border border-edge/60 bg-surface pr-3 pl-9 text-sm placeholder:text-muted pointer-coarse:min-h-10"
      />
    </div>
  )
}

/** How the list is sorted where there are no headers to press. */
function SortBox({ sorting: { columns } }: { readonly sorting: Sorting }) {
  const id = useId()
  const current = columns.find(({ sorted }) => sorted !== null)?.id ?? ''
  function sort(chosen: string): void {
    const column = columns.find((one) => one.id === chosen)
    if (column === undefined) columns.find((one) => one.id === current)?.onClear()
    else column.onToggle()
  }
  return (
    <label htmlFor={id} className="flex items-center gap-2 text-sm text-muted">
      Order
      <select
        id={id}
        value={current}
        onChange={(event) => sort(event.target.value)}
        className="min-h-9 rounded-lg border border-edge/60 bg-surface px-2 text-ink pointer-coarse:min-h-10"
      >
        <option value="">as configured</option>
        {columns.map((column) => (
          <option key={column.id} value={column.id}>
            {column.name.toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  )
}

function NoAccounts() {
  return (
    <Card>
      <div className="py-8 text-center">
        <h2 className="font-medium">No account yet</h2>
        <p className="mx-auto mt-1 max-w-md text-sm text-muted">
          An account is one credential that calls can be sent with: an API key, a sign-in or a workload identity. With
          two of them one can fail, and callers do not notice.
        </p>
        <p className="mt-4 text-sm">
          <Link href="/accounts?add=api_key" className="font-medium text-accent underline underline-offset-2">
            Add the first
          </Link>{' '}
          <span className="text-muted">
            or, in a shell, <code className="font-mono text-xs text-ink">claudeflare accounts add</code>
          </span>
        </p>
      </div>
    </Card>
  )
}
