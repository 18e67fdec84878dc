import { type ReactNode, useEffect } from 'react'
import { HEADING } from './focus.ts'

interface PageProps {
  readonly title: string
  /** Its name in the browser's tab, where the heading would not tell it from others. */
  readonly tab?: string
  readonly hint?: ReactNode
  /** Buttons at the right of the heading. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** One page: its heading, its name in the browser's tab, and what it shows. */
export function Page({ title, tab = title, hint, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${tab} · Claudeflare`
  }, [tab])
  return (
    <div className="mx-auto w-full max-w-[88rem]">
      <header className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 id={HEADING} tabIndex={-1} className="text-xl font-semibold tracking-tight">
            {title}
          </h1>
          {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
        </div>
        {aside !== undefined && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
      </header>
      <div className="space-y-5">{children}</div>
    </div>
  )
}
