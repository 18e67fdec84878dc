import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import type { ChartSeries } from '../../ui/chart-props.ts'

type Steps = AnalyticsBody['series']
type Step = Steps[number]
type Counted = 'ok' | 'cut' | 'gone' | 'input' | 'output' | 'cacheRead' | 'cacheWrite'

function bars(steps: Steps, counted: Counted, [label, colour]: readonly [string, string]): ChartSeries {
  return { label, colour, shape: 'bars', values: steps.map((step) => step[counted]) }
}

/** Requests by how they ended; what went wrong stands on what went well. */
export function toVolume(steps: Steps): readonly ChartSeries[] {
  return [
    bars(steps, 'ok', ['Ok', 'info-fill']),
    bars(steps, 'gone', ['Caller gone', 'quiet-fill']),
    bars(steps, 'cut', ['Failed, cut off', 'warn-fill']),
    {
      label: 'Failed, refused',
      colour: 'bad-fill',
      shape: 'bars',
      values: steps.map(({ failed, cut }) => failed - cut),
    },
  ]
}

export function toTokens(steps: Steps): readonly ChartSeries[] {
  return [
    bars(steps, 'cacheRead', ['Read from cache', 'kind-teal']),
    bars(steps, 'cacheWrite', ['Written to cache', 'kind-violet']),
    bars(steps, 'input', ['Input, not cached', 'info-fill']),
    bars(steps, 'output', ['Output', 'accent-fill']),
  ]
}

/** A step without requests has no percentiles: a gap. */
export function toPercentiles(steps: Steps, of: 'duration' | 'firstByte'): readonly ChartSeries[] {
  const line = (part: 'p50' | 'p95' | 'p99') => steps.map((step) => step[of][part])
  return [
    { label: 'p50', colour: 'info-fill', shape: 'line', values: line('p50') },
    { label: 'p95', colour: 'kind-violet', shape: 'dashed', values: line('p95') },
    { label: 'p99', colour: 'edge', shape: 'dotted', values: line('p99') },
  ]
}

export function toCost(steps: Steps): readonly ChartSeries[] {
  return [{ label: 'Cost', colour: 'accent-fill', shape: 'bars', values: steps.map(costOf) }]
}

/** A step in which nothing was asked cost nothing; of one whose prices are unknown that cannot be said. */
function costOf({ cost, requests }: Step): number | null {
  return cost ?? (requests === 0 ? 0 : null)
}

export function toLimits(steps: Steps): readonly ChartSeries[] {
  return [{ label: 'Limits met', colour: 'warn-fill', shape: 'bars', values: steps.map((step) => step.limitsMet) }]
}

export function toFailovers(steps: Steps): readonly ChartSeries[] {
  return [{ label: 'Failovers', colour: 'kind-violet', shape: 'bars', values: steps.map((step) => step.failovers) }]
}
