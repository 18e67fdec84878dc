import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { formatCompact, formatCount, formatCounted, formatShare, formatUsd, UNKNOWN } from '../../format/numbers.ts'
import { formatDuration } from '../../format/times.ts'
import { Card } from '../../ui/card.tsx'
import { Figure } from '../../ui/figure.tsx'

/** The whole stretch in ten numbers. */
export function Totals({ totals }: Pick<AnalyticsBody, 'totals'>) {
  const { requests, ok, failed, cut, gone, input, output, cacheRead, cacheWrite, duration, firstByte } = totals
  const stayed = requests - gone
  const prompt = input + cacheRead + cacheWrite
  const problems = [
    [failed, cut === 0 ? 'failed' : `failed, of which ${formatCount(cut)} cut`],
    [gone, 'gone'],
  ] as const
  const told = problems.filter(([count]) => count > 0).map(([count, name]) => `${formatCount(count)} ${name}`)
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-4">
        <Figure
          label="Requests"
          value={formatCompact(requests)}
          detail={told.length === 0 ? 'none failed' : told.join('; ')}
        />
        <Figure
          label="Success rate"
          value={formatShare(stayed > 0 ? ok / stayed : null)}
          detail="of callers who stayed"
        />
        <Figure label="Duration, p50" value={formatDuration(duration.p50)} detail={toTail(duration)} />
        <Figure label="First byte, p50" value={formatDuration(firstByte.p50)} detail={toTail(firstByte)} />
        <Figure
          label="Prompt tokens"
          value={formatCompact(prompt)}
          detail={`${formatShare(prompt > 0 ? cacheRead / prompt : null)} read from cache`}
        />
        <Figure label="Output tokens" value={formatCompact(output)} detail={toMean(output, requests)} />
        <Figure label="Cost" value={formatUsd(totals.cost)} detail={toUnpriced(totals.unpriced)} />
        <Figure
          label="Failovers"
          value={formatCompact(totals.failovers)}
          detail={`${formatCounted(totals.limitsMet, 'rate limit')} met`}
        />
      </dl>
    </Card>
  )
}

function toTail({ p95, p99 }: AnalyticsBody['totals']['duration']): string {
  return `p95 ${formatDuration(p95)}, p99 ${formatDuration(p99)}`
}

function toMean(output: number, requests: number): string {
  return `${requests > 0 ? formatCompact(Math.round(output / requests)) : UNKNOWN} per request`
}

function toUnpriced(unpriced: number): string {
  if (unpriced === 0) return 'every price is known'
  return `${formatCount(unpriced)} ${unpriced === 1 ? 'request' : 'requests'} without a known price`
}
