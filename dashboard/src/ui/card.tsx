import type { ReactNode } from 'react'
import { useId } from 'react'
import { classNames } from './class-names.ts'

interface CardProps {
  /** A heading; without it the card is a plain surface. */
  readonly title?: string
  /** At the right of the heading. */
  readonly aside?: ReactNode
  /** Below the heading, a sentence. */
  readonly hint?: ReactNode
  readonly className?: string
  /** `flush` lets a table reach the edges. */
  readonly padding?: 'normal' | 'flush'
  readonly children: ReactNode
}

/** A surface with a heading, which is a landmark where it has one. */
export function Card({ title, aside, hint, className, padding = 'normal', children }: CardProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={classNames('rounded-card border border-line bg-surface shadow-card', className)}
    >
      {title !== undefined && (
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-3 pb-2 sm:px-5">
          <div className="min-w-0">
            <h2 id={id} className="text-[0.95rem] font-semibold wrap-anywhere">
              {title}
            </h2>
            {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
          </div>
          {aside}
        </header>
      )}
      <div className={padding === 'flush' ? 'pb-1' : classNames('px-4 pb-4 sm:px-5', title === undefined && 'pt-4')}>
        {children}
      </div>
    </section>
  )
}
