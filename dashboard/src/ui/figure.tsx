import type { ReactNode } from 'react'

interface FigureProps {
  readonly label: string
  readonly value: string
  /** A unit or a second figure, smaller. */
  readonly unit?: string
  readonly detail?: ReactNode
}

/** One number that is read from across the room, with what it is. */
export function Figure({ label, value, unit, detail }: FigureProps) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-sm text-muted">{label}</dt>
      <dd>
        <span className="figures text-2xl font-semibold tracking-tight">{value}</span>
        {unit !== undefined && <span className="ml-1 text-sm text-muted">{unit}</span>}
        {detail !== undefined && <div className="figures truncate text-xs text-muted">{detail}</div>}
      </dd>
    </div>
  )
}
