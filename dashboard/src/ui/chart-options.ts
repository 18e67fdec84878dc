import uPlot from 'uplot'
import { resolveColour } from '../shell/theme.ts'
import type { ChartProps, ChartSeries } from './chart-props.ts'
import { findLonely, stack } from './stack.ts'
import { toTimeTicks } from './time-ticks.ts'
import { areWhole, STEPS, toAxisWidth, WHOLE_STEPS } from './value-ticks.ts'

type Arrangement = NonNullable<ChartProps['arrangement']>

/** As uPlot takes it. Stacked series are drawn the tallest first, so that each lower one covers its foot. */
export function toData(
  at: readonly number[],
  series: readonly ChartSeries[],
  arrangement: Arrangement,
): uPlot.AlignedData {
  const values = series.map((one) => one.values)
  const drawn = arrangement === 'stacked' ? stack(values).toReversed() : values
  return [at.map((ms) => ms / 1_000), ...drawn.map((one) => [...one])]
}

interface Drawing {
  readonly series: readonly ChartSeries[]
  readonly width: number
  readonly height: number
  readonly arrangement: Arrangement
  readonly together: string | undefined
  readonly format: (value: number) => string
  readonly onPoint: (index: number | null) => void
}

export function toOptions({ series, width, height, arrangement, together, format, onPoint }: Drawing): uPlot.Options {
  const muted = resolveColour('muted')
  const line = resolveColour('line')
  const axis: uPlot.Axis = {
    stroke: muted,
    font: '11px "Inter Variable", system-ui, sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  }
  const drawn = arrangement === 'stacked' ? series.toReversed() : series
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 18, 0, 0],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: false, y: false },
      ...(together === undefined ? {} : { sync: { key: together, setSeries: false } }),
    },
    scales: {
      x: { range: (plot, low, high) => toSpan(plot, low, high) },
      y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 64,
        size: 26,
        values: (_plot, splits, _axis, _space, step) => [...toTimeTicks(splits, step)],
      },
      {
        ...axis,
        size: (_plot, texts) => toAxisWidth(texts),
        space: 36,
        incrs: ({ data: [, ...drawn] }) => [...(areWhole(drawn) ? WHOLE_STEPS : STEPS)],
        values: (_plot, splits) => splits.map((value) => format(value)),
      },
    ],
    series: [{}, ...drawn.map(toSeries)],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  }
}

/** Half a step more at either end, so that the first and the last bar are whole, and a single point stands in the middle. */
function toSpan(plot: uPlot, low: number, high: number): [number, number] {
  const [times] = plot.data
  const step = (times[1] ?? 0) - (times[0] ?? 0)
  const half = step > 0 ? step / 2 : 1_800
  return [low - half, high + half]
}

const DASHES = { line: [], dashed: [7, 4], dotted: [2, 3] } as const

function toSeries({ label, colour, shape }: ChartSeries): uPlot.Series {
  const stroke = resolveColour(colour)
  const lonely: uPlot.Series.Points = {
    show: true,
    size: 6,
    fill: stroke,
    filter: (plot, index) => [...findLonely([...(plot.data[index] ?? [])].map((value) => value ?? null))],
  }
  switch (shape) {
    case 'line':
    case 'dashed':
    case 'dotted':
      return { label, stroke, width: 1.75, dash: [...DASHES[shape]], points: lonely }
    case 'area':
      return { label, stroke, width: 1.75, fill: stroke, points: lonely }
    case 'bars': {
      const bars = uPlot.paths.bars?.({ size: [0.8, 24], gap: 1 })
      return {
        label,
        stroke,
        width: 0,
        fill: stroke,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      }
    }
  }
}
