import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { useTheme } from '../shell/theme.ts'
import { ChartLegend } from './chart-legend.tsx'
import { toData, toOptions } from './chart-options.ts'
import type { ChartProps } from './chart-props.ts'

/** A chart over time, drawn on a canvas: thousands of points cost nothing. The pointer, or the arrow keys, read it. */
export function Chart(props: ChartProps) {
  const { label, at, series, height = 200, arrangement = 'beside', together, format } = props
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const theme = useTheme()
  const [pointed, setPointed] = useState<number | null>(null)
  const [isRead, setIsRead] = useState(false)
  const shape = JSON.stringify([
    series.map(({ label: name, colour, shape: kind }) => [name, colour, kind]),
    [height, arrangement, together, theme.shown],
  ])

  useEffect(() => {
    const within = box.current
    if (within === null) return
    const drawn = new uPlot(
      toOptions({ series, height, arrangement, together, format, width: within.clientWidth, onPoint: setPointed }),
      toData(at, series, arrangement),
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

  useEffect(() => plot.current?.setData(toData(at, series, arrangement)), [at, series, arrangement])

  function point(index: number): void {
    const within = Math.min(Math.max(index, 0), at.length - 1)
    const drawn = plot.current
    if (drawn === null || at.length === 0) return
    drawn.setCursor({ left: drawn.valToPos((at[within] ?? 0) / 1_000, 'x'), top: 0 })
    setPointed(within)
  }

  function onKey(key: string): boolean {
    const here = pointed ?? at.length
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: at.length - 1 }[key]
    if (to === undefined) return false
    point(to)
    return true
  }

  return (
    <figure className="m-0">
      <ChartLegend {...{ series, at, pointed, format, isRead }} />
      <div
        ref={box}
        role="img"
        aria-label={label}
        tabIndex={0}
        onFocus={() => setIsRead(true)}
        onBlur={() => setIsRead(false)}
        onKeyDown={(event) => onKey(event.key) && event.preventDefault()}
        className="overflow-hidden"
        style={{ height }}
      />
    </figure>
  )
}
