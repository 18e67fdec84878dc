import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { resolveColour, useTheme } from '../shell/theme.ts'

export interface ChartSeries {
  readonly label: string
  /** A colour of theme.css by its name: `good-fill`. */
  readonly colour: string
  readonly values: readonly (number | null)[]
  /** `bars` and `area` are filled; stacked ones are given summed up, the largest first. */
  readonly shape: 'line' | 'area' | 'bars'
}

interface ChartProps {
  /** What it shows, in a sentence, for those who do not see it. */
  readonly label: string
  /** Epoch ms, rising. */
  readonly at: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly height?: number
  /** How a value is written at the axis and beside the pointer. */
  readonly format: (value: number) => string
}

/** A chart over time, drawn on a canvas: thousands of points cost nothing. The pointer, or the arrow keys, read it. */
export function Chart({ label, at, series, height = 200, format }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const theme = useTheme()
  const [pointed, setPointed] = useState<number | null>(null)
  const shape = JSON.stringify([
    series.map(({ label: name, colour, shape: kind }) => [name, colour, kind]),
    height,
    theme.shown,
  ])

  useEffect(() => {
    const within = box.current
    if (within === null) return
    const drawn = new uPlot(
      toOptions({ series, height, format, width: within.clientWidth, onPoint: setPointed }),
      toData(at, series),
      within,
    )
    plot.current = drawn
    const resizing = new ResizeObserver(() => drawn.setSize({ width: within.clientWidth, height }))
    resizing.observe(within)
    return () => {
      resizing.disconnect()
      drawn.destroy()
      plot.current = null
    }
    // The data is laid in by the effect below; `shape` says when the plot itself must be made anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [shape])

  useEffect(() => plot.current?.setData(toData(at, series)), [at, series])

  function point(step: number): void {
    const index = Math.min(Math.max((pointed ?? at.length) + step, 0), at.length - 1)
    const drawn = plot.current
    if (drawn === null || at.length === 0) return
    drawn.setCursor({ left: drawn.valToPos((at[index] ?? 0) / 1_000, 'x'), top: 0 })
    setPointed(index)
  }

  return (
    <figure className="m-0">
      <Legend {...{ series, at, pointed, format }} />
      <div
        ref={box}
        role="img"
        aria-label={label}
        tabIndex={0}
        onKeyDown={({ key }) => {
          if (key === 'ArrowLeft') point(-1)
          if (key === 'ArrowRight') point(1)
        }}
        style={{ height }}
      />
    </figure>
  )
}

const MOMENT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

function Legend({
  series,
  at,
  pointed,
  format,
}: Pick<ChartProps, 'series' | 'at' | 'format'> & { readonly pointed: number | null }) {
  const moment = pointed === null ? undefined : at[pointed]
  return (
    <figcaption
      className="mb-1 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-0.5 text-xs text-muted"
      aria-live="polite"
    >
      {series.map((one) => {
        const value = pointed === null ? null : (one.values[pointed] ?? null)
        return (
          <span key={one.label} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2.5 rounded-sm" style={{ background: `var(--${one.colour})` }} />
            {one.label}
            {value !== null && <span className="figures font-medium text-ink">{format(value)}</span>}
          </span>
        )
      })}
      {moment !== undefined && <span className="figures ml-auto">{MOMENT.format(moment)}</span>}
    </figcaption>
  )
}

function toData(at: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  return [at.map((ms) => ms / 1_000), ...series.map(({ values }) => [...values])]
}

interface Drawing {
  readonly series: readonly ChartSeries[]
  readonly width: number
  readonly height: number
  readonly format: (value: number) => string
  readonly onPoint: (index: number | null) => void
}

function toOptions({ series, width, height, format, onPoint }: Drawing): uPlot.Options {
  const muted = resolveColour('muted')
  const line = resolveColour('line')
  const axis: uPlot.Axis = {
    stroke: muted,
    font: '11px "Inter Variable", system-ui, sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 4, 0, 0],
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, space: 70 },
      { ...axis, size: 52, space: 36, values: (_plot, splits) => splits.map((value) => format(value)) },
    ],
    series: [{}, ...series.map(toSeries)],
    hooks: { setCursor: [(drawn) => onPoint(drawn.cursor.idx ?? null)] },
  }
}

function toSeries({ label, colour, shape }: ChartSeries): uPlot.Series {
  const stroke = resolveColour(colour)
  const base: uPlot.Series = { label, stroke, width: 1.75, points: { show: false } }
  switch (shape) {
    case 'line':
      return base
    case 'area':
      return { ...base, fill: stroke }
    case 'bars': {
      const bars = uPlot.paths.bars?.({ size: [0.8, 24] })
      return { ...base, width: 0, fill: stroke, ...(bars === undefined ? {} : { paths: bars }) }
    }
  }
}
