import { formatDuration } from '../../format/times.ts'

interface DurationBarProps {
  readonly durationMs: number
  readonly firstByteMs: number | null
  /** How long a full bar is, ms. */
  readonly scaleMs: number
}

/** How long a request took: the light part until the first byte, the dark one from there on. Longer ones fill it. */
export function DurationBar({ durationMs, firstByteMs, scaleMs }: DurationBarProps) {
  const percent = (ms: number): string => `${Math.min((ms / scaleMs) * 100, 100)}%`
  const first = Math.min(firstByteMs ?? durationMs, durationMs)
  return (
    <span aria-hidden className="relative block h-1.5 overflow-hidden rounded-full bg-raised">
      <span className="absolute inset-y-0 left-0 bg-info-fill" style={{ width: percent(durationMs) }} />
      <span className="absolute inset-y-0 left-0 bg-quiet-fill" style={{ width: percent(first) }} />
    </span>
  )
}

/** In words, for the title and for those who hear it. */
export function toDurationWords({ durationMs, firstByteMs }: Omit<DurationBarProps, 'scaleMs'>): string {
  const first = firstByteMs === null ? 'nothing was sent' : `first byte after ${formatDuration(firstByteMs)}`
  return `${formatDuration(durationMs)}, ${first}`
}
