import type { ChartProps } from './chart-props.ts'

interface ChartLegendProps extends Pick<ChartProps, 'series' | 'at' | 'format'> {
  readonly pointed: number | null
  /** Whether the keyboard is on this chart: of several with one pointer, one is read out. */
  readonly isRead: boolean
}

const MOMENT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

/** What each colour is, and the values at the pointer. */
export function ChartLegend({ series, at, pointed, format, isRead }: ChartLegendProps) {
  const moment = pointed === null ? undefined : at[pointed]
  return (
    <figcaption
      className="mb-1.5 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-0.5 text-xs text-muted"
      aria-live={isRead ? 'polite' : 'off'}
    >
      {series.map((one) => {
        const value = pointed === null ? null : (one.values[pointed] ?? null)
        return (
          <span key={one.label} className="inline-flex items-center gap-1.5">
            <LegendMark colour={one.colour} shape={one.shape} />
            {one.label}
            {value !== null && <span className="figures font-medium text-ink">{format(value)}</span>}
          </span>
        )
      })}
      {moment !== undefined && <span className="figures ml-auto">{MOMENT.format(moment)}</span>}
    </figcaption>
  )
}

const STROKES = { line: 'solid', dashed: 'dashed', dotted: 'dotted' } as const

function LegendMark({ colour, shape }: Pick<ChartProps['series'][number], 'colour' | 'shape'>) {
  if (shape === 'area' || shape === 'bars') {
    return <span aria-hidden className="size-2.5 rounded-sm" style={{ background: `var(--${colour})` }} />
  }
  return <span aria-hidden className="w-4" style={{ borderTop: `2px ${STROKES[shape]} var(--${colour})` }} />
}
