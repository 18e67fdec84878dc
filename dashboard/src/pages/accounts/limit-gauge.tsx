import { formatShare } from '../../format/numbers.ts'
import { Badge } from '../../ui/badge.tsx'
import { Gauge } from '../../ui/gauge.tsx'
import { Countdown } from '../../ui/time-ago.tsx'
import { describeLimit, type Limit } from './describe-limit.ts'

const BACK = { resets: 'resets in', refills: 'full in' } as const

/** One limit: what it is called, how far it is used, and how long until it is back. */
export function LimitGauge({ limit }: { readonly limit: Limit }) {
  const { label, used, reserved, resetsAt, back, isGuess } = describeLimit(limit)
  return (
    <div className="min-w-0">
      <div className="flex items-baseline justify-between gap-2 text-xs">
        <span className="flex min-w-0 items-baseline gap-1.5">
          <span className="truncate" title={limit.name}>
            {label}
          </span>
          {isGuess && (
            <Badge tone="quiet" title="Learned from refusals alone: its size is a guess.">
              guess
            </Badge>
          )}
        </span>
        <span className="figures shrink-0 text-muted">
          <span className="text-ink">{formatShare(limit.utilization)}</span>
          {resetsAt !== null && (
            <>
              {' · '}
              {BACK[back]} <Countdown until={resetsAt} />
            </>
          )}
        </span>
      </div>
      <Gauge
        label={`${label}: used${reserved > 0 ? `, besides ${formatShare(reserved)} reserved` : ''}`}
        used={used}
        reserved={reserved}
        className="mt-0.5 h-1.5"
      />
    </div>
  )
}
