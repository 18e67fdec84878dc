import { useSaid } from '../api/clock.ts'
import { formatAgo, formatCountdown, formatFull } from '../format/times.ts'
import { UNKNOWN } from '../format/numbers.ts'

/** A moment of the past, kept true. */
export function TimeAgo({ at }: { readonly at: number | null }) {
  const said = useSaid((now) => (at === null ? UNKNOWN : formatAgo(at, now)))
  return at === null ? <>{said}</> : <Moment at={at} said={said} />
}

/** What is left until a moment, counted down. */
export function Countdown({ until }: { readonly until: number }) {
  return <Moment at={until} said={useSaid((now) => formatCountdown(until, now))} />
}

function Moment({ at, said }: { readonly at: number; readonly said: string }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFull(at)} className="figures">
      {said}
    </time>
  )
}
