import { ArrowRight, CircleAlert, Shuffle } from 'lucide-react'
import { Link } from 'wouter'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UNKNOWN } from '../../format/numbers.ts'
import { tellTrouble } from './tell-trouble.ts'
import type { Ended } from './troubles.ts'

const ALL = (
  <Link href="/requests" className="inline-flex items-center gap-1 text-sm text-muted hover:text-ink hover:underline">
    All requests <ArrowRight aria-hidden size={14} />
  </Link>
)

/** The last requests that were taken over by another account, or failed: each leads to its trace. */
export function TroublesCard({ rows }: { readonly rows: readonly Ended[] }) {
  return (
    <Card title="Failovers and failures" aside={ALL} padding="flush">
      {rows.length === 0 ? (
        <p className="px-4 pb-3 text-sm text-muted sm:px-5">None of late: every request went straight to its answer.</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {rows.map((row) => (
            <li key={row.id} className="arrives relative">
              <Trouble row={row} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Trouble({ row }: { readonly row: Ended }) {
  const isFailed = row.end === 'failed' || row.end === 'cut'
  const Icon = isFailed ? CircleAlert : Shuffle
  return (
    <Link
      href={`/requests/${encodeURIComponent(row.id)}`}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2 text-sm -outline-offset-2 hover:bg-raised sm:grid-cols-[auto_minmax(0,1fr)_minmax(0,14rem)_4.5rem] sm:px-5"
    >
      <Icon
        aria-hidden
        size={15}
        className={classNames('col-start-1 row-start-1', isFailed ? 'text-bad' : 'text-info')}
      />
      <span
        className="col-start-2 row-start-1 line-clamp-2 break-words sm:line-clamp-1 sm:break-all"
        title={tellTrouble(row)}
      >
        {capitalised(tellTrouble(row))}
      </span>
      <span className="col-start-2 row-start-2 truncate text-xs text-muted sm:col-start-3 sm:row-start-1 sm:text-sm">
        {row.model ?? UNKNOWN}
        <span className="sm:hidden"> · pool {row.pool}</span>
      </span>
      <span className="col-start-3 row-start-1 text-right text-xs text-muted sm:col-start-4">
        <TimeAgo at={row.time} />
      </span>
    </Link>
  )
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
