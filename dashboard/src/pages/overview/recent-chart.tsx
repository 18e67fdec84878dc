import { useMemo } from 'react'
import type { OverviewBody } from '../../../../src/admin/overview-contract.ts'
import { formatCount } from '../../format/numbers.ts'
import { Card } from '../../ui/card.tsx'
import { Chart } from '../../ui/chart.tsx'

/** The last ten minutes in steps of ten seconds: all requests, and before them those that failed. */
export function RecentChart({ recent }: Pick<OverviewBody, 'recent'>) {
  const at = useMemo(() => recent.map((step) => step.at), [recent])
  const series = useMemo(
    () => [
      { label: 'requests', colour: 'info-fill', shape: 'bars', values: recent.map((step) => step.requests) } as const,
      { label: 'failed', colour: 'bad-fill', shape: 'bars', values: recent.map((step) => step.failed) } as const,
    ],
    [recent],
  )
  const total = recent.reduce((sum, step) => sum + step.requests, 0)
  const failed = recent.reduce((sum, step) => sum + step.failed, 0)
  return (
    <Card title="Last ten minutes" aside={<span className="text-xs text-muted">per 10 s</span>}>
      <Chart
        label={`Requests of the last ten minutes in steps of ten seconds: ${formatCount(total)}, of which ${formatCount(failed)} failed.`}
        at={at}
        series={series}
        height={128}
        format={formatCount}
      />
    </Card>
  )
}
