import type { KeyRow } from '../../../../src/admin/contract.ts'
import { formatUsd } from '../../format/numbers.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Gauge } from '../../ui/gauge.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Countdown, TimeAgo } from '../../ui/time-ago.tsx'

interface KeyTableProps {
  readonly keys: readonly KeyRow[]
  readonly onDelete: (row: KeyRow) => void
}

const HEAD = 'px-3 py-2 text-left text-xs font-medium text-muted first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5'
const CELL = 'px-3 py-2.5 align-top first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5'

export function KeyTable({ keys, onDelete }: KeyTableProps) {
  return (
    <ScrollBox label="Client keys">
      <table className="w-full min-w-[44rem] text-sm">
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={HEAD}>
              Name
            </th>
            <th scope="col" className={HEAD}>
              May
            </th>
            <th scope="col" className={HEAD}>
              Pools and models
            </th>
            <th scope="col" className={HEAD}>
              Limits
            </th>
            <th scope="col" className={HEAD}>
              Budget
            </th>
            <th scope="col" className={HEAD}>
              Last used
            </th>
            <th scope="col" className={HEAD}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((row) => (
            <tr key={row.id} className="border-b border-line last:border-0">
              <th scope="row" className={`${CELL} max-w-56 text-left font-medium break-words`}>
                {row.name}
                {row.expires_at !== null && (
                  <div className="text-xs font-normal text-muted">
                    ends in <Countdown until={row.expires_at} />
                  </div>
                )}
              </th>
              <td className={CELL}>
                <span className="flex flex-wrap gap-1">
                  {row.scopes.map((scope) => (
                    <Badge key={scope} tone={scope === 'admin' ? 'accent' : 'quiet'}>
                      {scope}
                    </Badge>
                  ))}
                </span>
              </td>
              <td className={`${CELL} text-muted`}>
                {row.pools.length === 0 ? 'accounts' : row.pools.join(', ')}
                <div className="text-xs">{row.models.length === 0 ? 'all models' : row.models.join(', ')}</div>
              </td>
              <td className={`${CELL} figures text-muted`}>{toLimits(row)}</td>
              <td className={CELL}>
                <Budget row={row} />
              </td>
              <td className={`${CELL} text-muted`}>
                {row.last_used_at === null ? 'never' : <TimeAgo at={row.last_used_at} />}
              </td>
              <td className={`${CELL} text-right`}>
                <Button look="quiet" size="small" onClick={() => onDelete(row)} aria-label={`Delete key ${row.name}`}>
                  Delete
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

function toLimits({ requests_per_minute: requests, tokens_per_minute: tokens }: KeyRow): string {
  const parts = [
    ...(requests === null ? [] : [`${requests.toLocaleString('en')} requests/min`]),
    ...(tokens === null ? [] : [`${tokens.toLocaleString('en')} tokens/min`]),
  ]
  return parts.length === 0 ? 'none' : parts.join(', ')
}

function Budget({ row }: { readonly row: KeyRow }) {
  if (row.budget === null) return <span className="text-muted">none</span>
  const { usd, per } = row.budget
  const spent = row.budget_spent_usd ?? 0
  return (
    <div className="min-w-32">
      <span className="figures">
        {formatUsd(spent)} of {formatUsd(usd)} a {per}
      </span>
      <Gauge
        className="mt-1"
        label={`Budget of ${row.name}`}
        used={spent / usd}
        reserved={(row.budget_held_usd ?? 0) / usd}
      />
      {row.budget_resets_at !== null && (
        <div className="mt-0.5 text-xs text-muted">
          anew in <Countdown until={row.budget_resets_at} />
        </div>
      )}
    </div>
  )
}
