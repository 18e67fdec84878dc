import { useState } from 'react'
import { formatMoment } from '../format/times.ts'
import { UNKNOWN } from '../format/numbers.ts'
import { gatewayNow } from '../api/clock.ts'
import { Card } from './card.tsx'
import type { ChartProps } from './chart-props.ts'
import { Chart } from './chart.tsx'

interface ChartWithTableProps extends ChartProps {
  readonly title: string
  readonly hint?: string
  readonly className?: string
}

/** A chart in a card, and the same as a table for those who do not see it, or want the figures. */
export function ChartWithTable({ title, hint, className, ...chart }: ChartWithTableProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Card title={title} {...(hint === undefined ? {} : { hint })} {...(className === undefined ? {} : { className })}>
      <Chart {...chart} />
      <details className="mt-2" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary className="inline-flex min-h-6 list-none items-center rounded-md text-xs text-muted underline-offset-2 hover:text-ink hover:underline">
          {isOpen ? 'Hide the table' : 'Show as table'}
        </summary>
        {isOpen && <ChartTable title={title} {...chart} />}
      </details>
    </Card>
  )
}

/** The newest first. */
function ChartTable({ title, at, series, format }: Pick<ChartWithTableProps, 'title' | 'at' | 'series' | 'format'>) {
  const now = gatewayNow()
  return (
    <div
      className="relative mt-2 max-h-72 overflow-auto rounded-lg border border-line"
      tabIndex={0}
      role="region"
      aria-label={`${title}, as a table`}
    >
      <table className="figures w-full text-xs">
        <thead>
          <tr>
            <th scope="col" className="sticky top-0 bg-raised px-3 py-1.5 text-left font-medium text-muted">
              Time
            </th>
            {series.map(({ label }) => (
              <th
                key={label}
                scope="col"
                className="sticky top-0 bg-raised px-3 py-1.5 text-right font-medium text-muted"
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {at
            .map((moment, index) => (
              <tr key={moment} className="border-t border-line">
                <th scope="row" className="px-3 py-1 text-left font-normal whitespace-nowrap text-muted">
                  {formatMoment(moment, now)}
                </th>
                {series.map(({ label, values }) => {
                  const value = values[index] ?? null
                  return (
                    <td key={label} className="px-3 py-1 text-right">
                      {value === null ? UNKNOWN : format(value)}
                    </td>
                  )
                })}
              </tr>
            ))
            .toReversed()}
        </tbody>
      </table>
    </div>
  )
}
