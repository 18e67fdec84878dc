import type { ReactNode } from 'react'

interface ScrollBoxProps {
  /** What is in it, for those who come to it by the keyboard. */
  readonly label: string
  readonly children: ReactNode
}

/** What may be wider than the page scrolls in a box of its own, which the keyboard reaches. */
export function ScrollBox({ label, children }: ScrollBoxProps) {
  // Positioned: what is for the ear alone lies absolutely, and would else widen the page from outside of it.
  return (
    <div
      role="region"
      aria-label={`${label}, scrolls`}
      tabIndex={0}
      className="relative overflow-x-auto -outline-offset-2"
    >
      {children}
    </div>
  )
}
