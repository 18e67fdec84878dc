import { ArrowDown, ArrowUp, Pause, Play } from 'lucide-react'
import { memo, useRef } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { formatCompact } from '../../format/numbers.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { toSlices } from '../../ui/slices.ts'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { useNearby } from '../../ui/use-nearby.ts'
import { isNumber } from './account-columns.ts'
import { AccountLimits } from './account-limits.tsx'
import { AccountStanding } from './account-standing.tsx'
import { tellCredential } from './describe-account.ts'
import type { Sorting } from './use-sorted-accounts.ts'

export interface AccountHandlers {
  readonly onOpen: (id: string) => void
  /** Pauses it, or resumes one that is paused. */
  readonly onPause: (account: AccountRow) => void
}

/** Whether all rows are drawn, or those that are near what is seen: of very many. */
export type Drawing = 'all' | 'nearby'

interface AccountTableProps extends AccountHandlers {
  readonly label: string
  readonly accounts: readonly AccountRow[]
  readonly sorting: Sorting
  readonly drawing: Drawing
}

/** Rows that are drawn together. */
export const SLICE = 20

/** Accounts of one pool, a row each. */
export function AccountTable({ label, accounts, sorting, drawing, ...handlers }: AccountTableProps) {
  return (
    <ScrollBox label={label}>
      <table className="w-full table-fixed border-t border-line text-left text-sm" style={{ minWidth: '60rem' }}>
        <Columns />
        <thead className="text-xs text-muted">
          <tr>
            {sorting.columns.map((column) => (
              <SortHeader key={column.id} column={column} />
            ))}
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        {drawing === 'all' ? (
          <Rows accounts={accounts} {...handlers} />
        ) : (
          toSlices(accounts, SLICE).map((slice, index) => <NearbyRows key={index} accounts={slice} {...handlers} />)
        )}
      </table>
    </ScrollBox>
  )
}

interface RowsProps extends AccountHandlers {
  readonly accounts: readonly AccountRow[]
}

function Rows({ accounts, ...handlers }: RowsProps) {
  return (
    <tbody className={ROWS}>
      {accounts.map((account) => (
        <AccountTableRow key={account.id} account={account} {...handlers} />
      ))}
    </tbody>
  )
}

const ROWS = 'divide-y divide-line border-t border-line'
const ROW_PX = 72

function NearbyRows({ accounts, ...handlers }: RowsProps) {
  const rows = useRef<HTMLTableSectionElement>(null)
  const { isDrawn, height } = useNearby(rows, accounts.length * ROW_PX)
  return (
    <tbody ref={rows} className={ROWS}>
      {isDrawn ? (
        accounts.map((account) => <AccountTableRow key={account.id} account={account} {...handlers} />)
      ) : (
        <tr aria-hidden>
          <td colSpan={10} style={{ height }} />
        </tr>
      )}
    </tbody>
  )
}

function Columns() {
  return (
    <colgroup>
      <col />
      <col className="w-[14%]" />
      <col className="w-[23%]" />
      <col className="w-[4.6rem]" />
      <col className="w-[3.7rem]" />
      <col className="w-[5.4rem]" />
      <col className="w-[4.7rem]" />
      <col className="w-[3.9rem]" />
      <col className="w-[4.9rem]" />
      <col className="w-[3.2rem]" />
    </colgroup>
  )
}

const ARIA = { asc: 'ascending', desc: 'descending' } as const

function SortHeader({ column: { id, name, sorted, onToggle } }: { readonly column: Sorting['columns'][number] }) {
  const Arrow = sorted === 'asc' ? ArrowUp : ArrowDown
  const isRight = isNumber(id)
  return (
    <th
      scope="col"
      aria-sort={sorted === null ? undefined : ARIA[sorted]}
      className={classNames('px-1.5 py-1 font-medium first:pl-4 sm:first:pl-5', isRight && 'text-right')}
    >
      <button
        type="button"
        onClick={onToggle}
        className={classNames(
          'inline-flex min-h-7 items-center gap-0.5 leading-tight hover:text-ink',
          isRight && 'flex-row-reverse text-right',
          sorted !== null && 'text-ink',
        )}
      >
        {name}
        {sorted !== null && <Arrow aria-hidden size={12} className="shrink-0" />}
      </button>
    </th>
  )
}

const FIGURE = 'figures px-1.5 py-2.5 text-right align-top'

const AccountTableRow = memo(function AccountTableRow({
  account,
  onOpen,
  onPause,
}: AccountHandlers & { readonly account: AccountRow }) {
  const { id, name, provider, state, lastUsed } = account
  return (
    <tr className="hover:bg-raised/50">
      <th scope="row" className="py-2 pr-1.5 pl-4 text-left align-top font-normal sm:pl-5">
        <button
          type="button"
          title={name}
          onClick={() => onOpen(id)}
          className="block min-h-6 max-w-full truncate text-left font-medium hover:underline"
        >
          {name}
        </button>
        <p className="truncate text-xs text-muted">{provider}</p>
        <p className="truncate text-xs text-muted">{tellCredential(account)}</p>
      </th>
      <td className="px-1.5 py-2 align-top">
        <AccountStanding account={account} />
      </td>
      <td className="py-2 pr-4 pl-1.5 align-top">
        <AccountLimits account={account} />
      </td>
      <Count value={account.requests} />
      <Count value={account.failures} />
      <Count value={account.limitsMet} />
      <Count value={account.failovers} />
      <Count value={account.inFlight} />
      <td className={classNames(FIGURE, 'text-xs leading-5 text-muted')}>
        <TimeAgo at={lastUsed} />
      </td>
      <td className="px-1 py-1 text-right align-top">
        <PauseButton account={account} isPaused={state === 'paused'} onPause={onPause} />
      </td>
    </tr>
  )
})

function Count({ value }: { readonly value: number }) {
  return <td className={classNames(FIGURE, value === 0 && 'text-muted')}>{formatCompact(value)}</td>
}

interface PauseButtonProps {
  readonly account: AccountRow
  readonly isPaused: boolean
  readonly onPause: (account: AccountRow) => void
}

export function PauseButton({ account, isPaused, onPause }: PauseButtonProps) {
  const what = `${isPaused ? 'Resume' : 'Pause'} ${account.name}`
  const Icon = isPaused ? Play : Pause
  return (
    <Button look="quiet" size="small" aria-label={what} title={what} onClick={() => onPause(account)}>
      <Icon aria-hidden size={15} />
    </Button>
  )
}
