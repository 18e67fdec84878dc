import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { ScrollBox } from './scroll-box.tsx'
import { type Direction, sortRows } from './sort-rows.ts'

export interface SortedColumn<Row> {
  readonly name: string
  readonly kind: 'text' | 'number'
  /** What it is sorted by. */
  readonly value: (row: Row) => string | number | null
  readonly show: (row: Row) => ReactNode
}

interface SortedTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** The first names the row. */
  readonly columns: readonly SortedColumn<Row>[]
  /** Name of the column that sorts it at first, the largest on top. */
  readonly by: string
}

const FOLDED_TO = 10

/** A table that is sorted by pressing a heading; long ones are folded to their first ten rows. It scrolls in its own box. */
export function SortedTable<Row>({ label, rows, keyOf, columns, by }: SortedTableProps<Row>) {
  const [order, setOrder] = useState<{ readonly by: string; readonly direction: Direction }>({ by, direction: 'down' })
  const [isUnfolded, setIsUnfolded] = useState(false)
  const column = columns.find(({ name }) => name === order.by)
  const sorted = column === undefined ? rows : sortRows(rows, column.value, order.direction)
  const shown = isUnfolded ? sorted : sorted.slice(0, FOLDED_TO)

  function sortBy({ name, kind }: SortedColumn<Row>): void {
    const first: Direction = kind === 'text' ? 'up' : 'down'
    const other: Direction = first === 'up' ? 'down' : 'up'
    setOrder({ by: name, direction: order.by === name && order.direction === first ? other : first })
  }

  return (
    <>
      <ScrollBox label={label}>
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line">
              {columns.map((one) => (
                <Heading key={one.name} column={one} order={order} onSort={() => sortBy(one)} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={keyOf(row)} className="border-b border-line last:border-b-0 hover:bg-raised">
                {columns.map(({ name, kind, show }, index) =>
                  index === 0 ? (
                    <th
                      key={name}
                      scope="row"
                      className="max-w-64 truncate py-2 pr-3 pl-4 text-left font-medium sm:pl-5"
                    >
                      {show(row)}
                    </th>
                  ) : (
                    <td
                      key={name}
                      className={classNames(
                        'py-2 pr-4 pl-2 whitespace-nowrap',
                        kind === 'number' ? 'figures text-right' : 'max-w-40 truncate text-muted',
                      )}
                    >
                      {show(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {rows.length > FOLDED_TO && (
        <div className="px-2 pt-1">
          <Button look="quiet" size="small" aria-expanded={isUnfolded} onClick={() => setIsUnfolded(!isUnfolded)}>
            {isUnfolded ? 'Show fewer' : `Show all ${rows.length}`}
          </Button>
        </div>
      )}
    </>
  )
}

interface HeadingProps<Row> {
  readonly column: SortedColumn<Row>
  readonly order: { readonly by: string; readonly direction: Direction }
  readonly onSort: () => void
}

function Heading<Row>({ column, order, onSort }: HeadingProps<Row>) {
  const isSorted = order.by === column.name
  const Icon = order.direction === 'up' ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (order.direction === 'up' ? 'ascending' : 'descending') : 'none'}
      className="py-1 pr-2 pl-0 first:pl-2 sm:first:pl-3"
    >
      <button
        type="button"
        onClick={onSort}
        className={classNames(
          'inline-flex min-h-7 w-full items-center gap-1 rounded-md px-2 text-xs font-medium whitespace-nowrap hover:text-ink',
          column.kind === 'number' && 'justify-end',
          isSorted ? 'text-ink' : 'text-muted',
        )}
      >
        {column.name}
        {isSorted && <Icon aria-hidden size={12} />}
      </button>
    </th>
  )
}
