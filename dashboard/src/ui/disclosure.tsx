import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

interface DisclosureProps {
  readonly summary: string
  /** Whether something in it has to be seen. */
  readonly isOpen?: boolean
  readonly children: ReactNode
}

/** What few need, folded away. */
export function Disclosure({ summary, isOpen = false, children }: DisclosureProps) {
  return (
    <details className="group" open={isOpen || undefined}>
      <summary className="inline-flex min-h-8 list-none items-center gap-1 text-sm font-medium text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden size={15} className="transition-transform group-open:rotate-90" />
        {summary}
      </summary>
      <div className="space-y-4 pt-2">{children}</div>
    </details>
  )
}
