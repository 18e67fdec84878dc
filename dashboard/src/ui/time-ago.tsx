import { useNow } from '../api/clock.ts'
import { formatAgo, formatCountdown, formatFull } from '../format/times.ts'
import { UNKNOWN } from '../format/numbers.ts'

/** A moment of the past, kept true. */
export function TimeAgo({ at }: { readonly at: number | null }) {
  const now = useNow()
  if (at === null) return <>{UNKNOWN}</>
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFull(at)} className="figures">
      {formatAgo(at, now)}
    </time>
  )
}

/** What is left until a moment, counted down. */
export function Countdown({ until }: { readonly until: number }) {
  const now = useNow()
  return (
    <time dateTime={new Date(until).toISOString()} title={formatFull(until)} className="figures">
      {formatCountdown(until, now)}
    </time>
  )
}
