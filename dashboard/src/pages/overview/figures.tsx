import type { OverviewBody } from '../../../../src/admin/overview-contract.ts'
import { formatCompact, formatCount, formatCounted, formatRate, formatShare, formatUsd } from '../../format/numbers.ts'
import { formatDuration } from '../../format/times.ts'
import { Card } from '../../ui/card.tsx'
import { Figure } from '../../ui/figure.tsx'

/** How it goes, in the last minute and since midnight. */
export function Figures({ live, today }: Pick<OverviewBody, 'live' | 'today'>) {
  return (
    <Card title="Right now" aside={<span className="text-xs text-muted">the last minute</span>}>
      <dl className="grid grid-cols-2 gap-x-5 gap-y-5 sm:grid-cols-4">
        <Figure
          label="Requests"
          value={formatRate(live.requestsPerSecond)}
          unit="/s"
          detail={`${formatCount(live.inFlight)} in flight`}
        />
        <Figure
          label="Success rate"
          value={formatShare(live.successRate)}
          detail={`${formatCompact(today.failed)} failed today`}
        />
        <Figure
          label="Latency p50"
          value={formatDuration(live.duration.p50)}
          detail={`p95 ${formatDuration(live.duration.p95)}`}
        />
        <Figure
          label="First byte p50"
          value={formatDuration(live.firstByte.p50)}
          detail={`p95 ${formatDuration(live.firstByte.p95)}`}
        />
        <Figure
          label="Tokens out"
          value={formatRate(live.outputTokensPerSecond)}
          unit="/s"
          detail={`in ${formatRate(live.inputTokensPerSecond)} /s`}
        />
        <Figure
          label="Cache reads"
          value={formatShare(live.cacheReadShare)}
          detail={`${formatShare(today.cacheReadShare)} today`}
        />
        <Figure label="Cost today" value={formatUsd(today.cost)} detail={tellCost(today)} />
        <Figure
          label="Requests today"
          value={formatCompact(today.requests)}
          detail={formatCounted(today.failovers, 'failover')}
        />
      </dl>
    </Card>
  )
}

function tellCost({ unpriced, inputTokens, outputTokens }: OverviewBody['today']): string {
  if (unpriced > 0) return `${formatCompact(unpriced)} without a price`
  return formatCounted(inputTokens + outputTokens, 'token')
}
