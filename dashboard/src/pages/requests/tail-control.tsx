import { Pause, Play } from 'lucide-react'
import { formatCount } from '../../format/numbers.ts'
import { Button } from '../../ui/button.tsx'
import type { RequestListShown } from './use-request-list.ts'

interface TailControlProps {
  readonly tail: RequestListShown['tail']
  readonly isPaused: boolean
  readonly skipped: number
  readonly onToggle: () => void
}

/** Whether new requests come in, and the button that stops them. */
export function TailControl({ tail, isPaused, skipped, onToggle }: TailControlProps) {
  if (tail === 'none') return <span className="text-sm text-muted">A stretch of the past: nothing new comes in.</span>
  return (
    <>
      {skipped > 0 && (
        <span className="figures text-sm text-muted" title="They came in too fast to be shown one by one">
          {formatCount(skipped)} skipped, all of them are stored
        </span>
      )}
      {tail === 'lost' && <span className="text-sm text-warn">Connection lost, trying again</span>}
      <Button onClick={onToggle} aria-pressed={isPaused}>
        {isPaused ? <Play aria-hidden size={15} /> : <Pause aria-hidden size={15} />}
        {isPaused ? 'Go on' : 'Pause'}
      </Button>
    </>
  )
}
