import { Maximize2, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { RequestShown } from './request-shown.tsx'

interface RequestPanelProps {
  readonly id: string
  readonly onClose: () => void
}

/** A request beside the list. The focus goes to it as it opens, and stays where it is while another one is looked at. */
export function RequestPanel({ id, onClose }: RequestPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <aside
      aria-labelledby="request-panel"
      className="@container sticky top-4 max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-card border border-line bg-surface shadow-card max-[75rem]:row-start-1"
    >
      <header className="sticky top-0 z-10 flex items-center gap-1 border-b border-line bg-surface py-1.5 pr-1.5 pl-4">
        <h2 ref={heading} id="request-panel" tabIndex={-1} className="grow text-sm font-semibold outline-none">
          Request
        </h2>
        <Link
          href={`/requests/${id}`}
          aria-label="Open on a page of its own"
          title="Open on a page of its own"
          className="inline-flex size-8 items-center justify-center rounded-lg text-muted hover:bg-raised hover:text-ink"
        >
          <Maximize2 aria-hidden size={14} />
        </Link>
        <Button look="quiet" size="small" aria-label="Close the request" title="Close (Esc)" onClick={onClose}>
          <X aria-hidden size={16} />
        </Button>
      </header>
      <div className="space-y-4 p-4">
        <RequestShown id={id} />
      </div>
    </aside>
  )
}
