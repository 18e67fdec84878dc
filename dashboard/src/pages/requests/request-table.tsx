import { type MouseEvent, useCallback, useMemo, useState } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { toScale } from './duration-scale.ts'
import { CELLS, ROW } from './request-columns.ts'
import { RequestLine } from './request-line.tsx'
import type { Entry } from './request-list.ts'

interface RequestTableProps {
  readonly entries: readonly Entry[]
  readonly opened: string | null
  readonly onOpen: (id: string, event: MouseEvent) => void
}

const HEADINGS = [
  ['time', 'Time', 'left'],
  ['status', 'Status', 'left'],
  ['model', 'Model', 'left'],
  ['account', 'Account', 'left'],
  ['client', 'Client key', 'left'],
  ['pool', 'Pool', 'left'],
  ['duration', 'Duration', 'left'],
  ['prompt', 'In', 'right'],
  ['cached', 'Cached', 'right'],
  ['output', 'Out', 'right'],
  ['cost', 'Cost', 'right'],
] as const

/** The rows are laid out as a grid, so that they fold on a phone; the roles say what they are all the same. */
export function RequestTable({ entries, opened, onOpen }: RequestTableProps) {
  const [focused, setFocused] = useState<string | null>(null)
  const onFocus = useCallback((id: string) => setFocused(id), [])
  const scaleMs = useMemo(() => toScale(entries.map(({ row }) => row.durationMs)), [entries])
  const isThere = entries.some(({ row }) => row.id === focused)
  const reached = isThere ? focused : (entries[0]?.row.id ?? null)
  return (
    <table role="table" aria-label="Requests" className="block">
      <thead
        role="rowgroup"
        className="sr-only @5xl:not-sr-only @5xl:sticky @5xl:top-0 @5xl:z-10 @5xl:block @5xl:rounded-t-card @5xl:border-b @5xl:border-line @5xl:bg-surface"
      >
        <tr role="row" className={classNames(ROW, 'py-2')}>
          {HEADINGS.map(([cell, heading, side]) => (
            <th
              key={heading}
              role="columnheader"
              scope="col"
              className={classNames(
                CELLS[cell],
                'text-xs font-medium text-muted',
                side === 'right' ? 'text-right' : 'text-left',
              )}
            >
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="block">
        {entries.map((entry) => (
          <RequestLine
            key={entry.row.id}
            entry={entry}
            scaleMs={scaleMs}
            look={entry.row.id === opened ? 'open' : 'plain'}
            tabIndex={entry.row.id === reached ? 0 : -1}
            onFocus={onFocus}
            onOpen={onOpen}
          />
        ))}
      </tbody>
    </table>
  )
}
