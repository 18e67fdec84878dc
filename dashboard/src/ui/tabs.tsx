import type { KeyboardEvent, ReactNode } from 'react'
import { classNames } from './class-names.ts'

interface TabsProps {
  readonly label: string
  /** Of the page's own: ids of the parts are made from it. */
  readonly id: string
  readonly tabs: readonly { readonly id: string; readonly name: string }[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** What the chosen one shows. */
  readonly children: ReactNode
}

/** Tabs as the ARIA practices have them: the arrow keys, Home and End choose, Tab leads into what is shown. */
export function Tabs({ label, id, tabs, chosen, onChoose, children }: TabsProps) {
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const to = toIndex(event.key, { at: tabs.findIndex((tab) => tab.id === chosen), length: tabs.length })
    const tab = to === null ? undefined : tabs[to]
    if (tab === undefined) return
    event.preventDefault()
    onChoose(tab.id)
    document.getElementById(`${id}-${tab.id}`)?.focus()
  }
  return (
    <div>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tab that is chosen has the focus */}
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="-mx-1 flex gap-x-1 overflow-x-auto border-b border-line px-1 pt-1"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
            className={classNames(
              '-mb-px border-b-2 px-2.5 py-1.5 text-sm font-medium whitespace-nowrap pointer-coarse:min-h-10',
              tab.id === chosen ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
            )}
          >
            {tab.name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </div>
  )
}

function toIndex(key: string, { at, length }: { readonly at: number; readonly length: number }): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % length
    case 'ArrowLeft':
      return (at - 1 + length) % length
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return null
  }
}
