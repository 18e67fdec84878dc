import type { Connection } from '../api/event-stream.ts'
import { useConnection } from '../api/live.tsx'
import { classNames } from '../ui/class-names.ts'

const LOOKS: Readonly<Record<Connection, { readonly word: string; readonly fill: string }>> = {
  live: { word: 'Live', fill: 'bg-good-fill' },
  connecting: { word: 'Connecting', fill: 'bg-warn-fill' },
  lost: { word: 'Connection lost', fill: 'bg-bad-fill' },
}

/** Whether what is shown is of this moment. */
export function ConnectionDot() {
  const { connection } = useConnection()
  const { word, fill } = LOOKS[connection]
  return (
    <span role="status" className="inline-flex items-center gap-2 text-xs text-muted">
      <span aria-hidden className="relative inline-flex size-2">
        {connection === 'live' && <span className={classNames('pulses absolute inset-0 rounded-full', fill)} />}
        <span className={classNames('relative size-2 rounded-full', fill)} />
      </span>
      {word}
    </span>
  )
}
