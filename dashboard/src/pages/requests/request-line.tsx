import { ArrowRight } from 'lucide-react'
import { memo, type MouseEvent } from 'react'
import { Link } from 'wouter'
import type { RequestView } from '../../../../src/admin/request-contract.ts'
import { gatewayNow } from '../../api/clock.ts'
import { formatUsd, UNKNOWN } from '../../format/numbers.ts'
import { formatDuration, formatFull, formatMoment } from '../../format/times.ts'
import { classNames } from '../../ui/class-names.ts'
import { DurationBar, toDurationWords } from './duration-bar.tsx'
import { CELLS, ROW } from './request-columns.ts'
import type { Entry } from './request-list.ts'
import { RequestStatus } from './request-status.tsx'
import { formatTokens, toCounts } from './token-counts.ts'

interface RequestLineProps {
  readonly entry: Entry
  readonly scaleMs: number
  readonly look: 'open' | 'plain'
  /** 0 for the one that Tab reaches; arrows lead to the others. */
  readonly tabIndex: 0 | -1
  readonly onFocus: (id: string) => void
  readonly onOpen: (id: string, event: MouseEvent) => void
}

/** One request: a line of columns, or two lines where there is little room. All of it is a link to its trace. */
export const RequestLine = memo(function RequestLine(props: RequestLineProps) {
  const { entry, scaleMs, look, tabIndex, onFocus, onOpen } = props
  const { row, came } = entry
  const { prompt, cached, output } = toCounts(row.usage)
  return (
    <tr
      role="row"
      className={classNames(
        ROW,
        'relative border-b border-line py-1.5 text-sm [contain-intrinsic-size:auto_2.4rem] [content-visibility:auto] last:border-b-0',
        look === 'open' ? 'bg-accent-soft' : 'hover:bg-raised',
        came === 'live' && 'arrives',
      )}
    >
      <td role="cell" className={classNames(CELLS.time, 'figures text-xs text-muted')}>
        <Link
          href={`/requests/${row.id}`}
          data-row={row.id}
          tabIndex={tabIndex}
          aria-current={look === 'open' ? 'true' : undefined}
          title={formatFull(row.time)}
          onFocus={() => onFocus(row.id)}
          onClick={(event) => onOpen(row.id, event)}
          className="outline-none after:absolute after:inset-0 focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {formatMoment(row.time, gatewayNow())}
        </Link>
      </td>
      <td role="cell" className={CELLS.status}>
        <RequestStatus status={row.status} end={row.end} />
      </td>
      <td role="cell" className={classNames(CELLS.model, 'truncate font-medium')} title={row.model ?? row.path}>
        {row.model ?? <span className="font-normal text-muted">{row.path}</span>}
      </td>
      <td role="cell" className={classNames(CELLS.account, 'min-w-0 text-muted @5xl:text-ink')}>
        <Tried row={row} />
      </td>
      <td role="cell" className={classNames(CELLS.client, 'truncate text-muted')} title={row.client ?? undefined}>
        {row.client ?? UNKNOWN}
      </td>
      <td role="cell" className={classNames(CELLS.pool, 'truncate text-muted')} title={row.pool}>
        {row.pool}
      </td>
      <td role="cell" className={CELLS.duration} title={toDurationWords(row)}>
        <span className="grid items-center gap-2 @5xl:grid-cols-[3.6rem_1fr]">
          <span className="figures text-right text-xs whitespace-nowrap">{formatDuration(row.durationMs)}</span>
          <span className="hidden @5xl:block">
            <DurationBar durationMs={row.durationMs} firstByteMs={row.firstByteMs} scaleMs={scaleMs} />
          </span>
        </span>
      </td>
      <td role="cell" className={classNames(CELLS.prompt, 'figures text-right text-xs')}>
        {formatTokens(prompt)}
      </td>
      <td role="cell" className={classNames(CELLS.cached, 'figures text-right text-xs text-muted')}>
        {formatTokens(cached)}
      </td>
      <td role="cell" className={classNames(CELLS.output, 'figures text-right text-xs')}>
        {formatTokens(output)}
      </td>
      <td role="cell" className={classNames(CELLS.cost, 'figures text-right text-xs text-muted @5xl:text-ink')}>
        {formatUsd(row.cost)}
      </td>
    </tr>
  )
})

/** Who was asked, in their order: `work-1 → work-2`. */
function Tried({ row }: { readonly row: RequestView }) {
  const { tried } = row
  const first = tried[0] ?? row.account
  const last = tried.at(-1)
  if (first === null || first === undefined) return <span className="text-muted">nobody</span>
  if (tried.length < 2 || last === undefined) return <span className="block truncate">{first}</span>
  const between = tried.length - 2
  return (
    <span className="flex items-center gap-1" title={tried.join(' → ')}>
      <span className="truncate text-warn">{first}</span>
      <ArrowRight role="img" aria-label="then" size={12} className="shrink-0 text-muted" />
      {between > 0 && (
        <>
          <span className="shrink-0 text-xs text-muted">{between} more</span>
          <ArrowRight role="img" aria-label="then" size={12} className="shrink-0 text-muted" />
        </>
      )}
      <span className="truncate">{last}</span>
    </span>
  )
}
