import { useEffect, useRef } from 'react'
import { gatewayNow } from '../../api/clock.ts'
import { formatMoment } from '../../format/times.ts'
import { Button } from '../../ui/button.tsx'
import { useKeptDays } from './use-kept-days.ts'
import type { Older } from './request-list.ts'

interface OlderRequestsProps {
  readonly older: Older
  readonly isEmpty: boolean
  readonly isAsking: boolean
  readonly onOlder: () => void
}

/** What comes below the last row: older ones as one scrolls; where matches are rare, how far back they were looked for. */
export function OlderRequests({ older, isEmpty, isAsking, onOlder }: OlderRequestsProps) {
  const days = useKeptDays()
  const mark = useRef<HTMLDivElement>(null)
  const goesOnByItself = older.kind === 'until' || (older.kind === 'cursor' && !older.isShort)
  useEffect(() => {
    const watched = mark.current
    if (watched === null || !goesOnByItself || isAsking) return
    const watching = new IntersectionObserver(([seen]) => seen?.isIntersecting === true && onOlder(), {
      rootMargin: '300px',
    })
    watching.observe(watched)
    return () => watching.disconnect()
  }, [goesOnByItself, isAsking, onOlder])
  if (older.kind === 'end') {
    if (isEmpty) return null
    return (
      <p className="px-4 py-3 text-center text-xs text-muted">
        That is all. Single requests are kept {days === 1 ? '1 day' : `${days} days`}.
      </p>
    )
  }
  const lookedBackTo = older.kind === 'cursor' && older.isShort ? older.lookedBackTo : null
  return (
    <div ref={mark} className="flex flex-wrap items-center justify-center gap-x-3 gap-y-2 px-4 py-3 text-sm text-muted">
      {lookedBackTo !== null && (
        <span role="status">
          {isEmpty ? 'None found yet: looked' : 'Looked'} back to {formatMoment(lookedBackTo, gatewayNow())}.
        </span>
      )}
      <Button size="small" disabled={isAsking} onClick={onOlder}>
        {isAsking ? 'Looking…' : lookedBackTo === null ? 'Older' : 'Look further back'}
      </Button>
    </div>
  )
}
