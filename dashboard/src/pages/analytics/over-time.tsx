import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { formatCompact, formatUsd } from '../../format/numbers.ts'
import { formatDuration } from '../../format/times.ts'
import { ChartWithTable } from '../../ui/chart-with-table.tsx'
import { toCost, toPercentiles, toTokens, toVolume } from './analytics-series.ts'
import { useMemo } from 'react'

/** Charts of one pointer: what was slow can be held against what was asked then. */
export const TOGETHER = 'analytics'

export function OverTime({ body }: { readonly body: AnalyticsBody }) {
  const { series } = body
  const charts = useMemo(
    () => ({
      at: series.map(({ at }) => at),
      volume: toVolume(series),
      duration: toPercentiles(series, 'duration'),
      firstByte: toPercentiles(series, 'firstByte'),
      tokens: toTokens(series),
      cost: toCost(series),
    }),
    [series],
  )
  const { at } = charts
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      <ChartWithTable
        title="Requests"
        label="Requests over time by how they ended"
        className="xl:col-span-2"
        at={at}
        series={charts.volume}
        arrangement="stacked"
        together={TOGETHER}
        height={220}
        format={formatCompact}
      />
      <ChartWithTable
        title="Duration"
        hint="To the last byte, a percentile of each step"
        label="Duration of requests over time: median, 95th and 99th percentile"
        at={at}
        series={charts.duration}
        together={TOGETHER}
        format={formatDuration}
      />
      <ChartWithTable
        title="Time to first byte"
        hint="To the first byte that the caller was sent"
        label="Time to first byte over time: median, 95th and 99th percentile"
        at={at}
        series={charts.firstByte}
        together={TOGETHER}
        format={formatDuration}
      />
      <ChartWithTable
        title="Tokens"
        label="Tokens over time by kind"
        at={at}
        series={charts.tokens}
        arrangement="stacked"
        together={TOGETHER}
        format={formatCompact}
      />
      <ChartWithTable
        title="Cost"
        label="Cost over time in US dollars"
        at={at}
        series={charts.cost}
        together={TOGETHER}
        format={formatUsd}
      />
    </div>
  )
}
