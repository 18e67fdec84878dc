import { classNames } from './class-names.ts'

interface GaugeProps {
  /** What it measures, for those who hear it. */
  readonly label: string
  /** What is used, 0 to 1. */
  readonly used: number
  /** What is reserved beside it, 0 to 1. */
  readonly reserved?: number
  readonly className?: string
}

/** A share of a limit as a bar: green, amber from 75 %, red from 90 %; what is reserved is hatched behind it. */
export function Gauge({ label, used, reserved = 0, className }: GaugeProps) {
  const percent = Math.round(Math.min(Math.max(used, 0), 1) * 1_000) / 10
  const both = Math.min(percent + Math.max(reserved, 0) * 100, 100)
  const fill = percent >= 90 ? 'bg-bad-fill' : percent >= 75 ? 'bg-warn-fill' : 'bg-good-fill'
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={classNames('relative h-2 overflow-hidden rounded-full bg-raised', className)}
    >
      <div className="absolute inset-y-0 left-0 bg-edge/40" style={{ width: `${both}%` }} />
      <div className={classNames('absolute inset-y-0 left-0 rounded-full', fill)} style={{ width: `${percent}%` }} />
    </div>
  )
}
