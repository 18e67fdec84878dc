import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { focusIfLost } from './focus.ts'

interface DialogProps {
  readonly title: string
  /** `side` lies along the right edge, and closes by a press beside it: for looking, not for filling in. */
  readonly place?: 'middle' | 'side'
  readonly onClose: () => void
  readonly children: ReactNode
}

const PLACES = {
  middle: 'm-auto max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2rem))] rounded-card border',
  side: 'mr-0 ml-auto h-dvh max-h-dvh w-[min(30rem,100vw)] max-w-none border-l',
} as const

/** The browser's own modal dialog: it keeps the focus, Escape closes it, what lies behind cannot be reached. */
export function Dialog({ title, place = 'middle', onClose, children }: DialogProps) {
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  // Closed while it is still in the page, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    // Where something is to be filled in, the first of it, not what closes the dialog.
    dialog?.querySelector<HTMLElement>('input:checked, input:not([type="radio"]), select, textarea')?.focus()
    return () => {
      dialog?.close()
      // What it came from may be on another page by now: then the focus has stayed within what goes.
      if (document.activeElement instanceof HTMLElement && dialog?.contains(document.activeElement) === true)
        document.activeElement.blur()
      focusIfLost()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (place === 'side' && event.target === ref.current) onClose()
      }}
      className={classNames(
        'overflow-y-auto border-line bg-surface text-ink shadow-dialog backdrop:bg-black/50',
        PLACES[place],
      )}
    >
      <header className="sticky top-0 z-10 flex items-center justify-between gap-4 border-b border-line bg-surface px-5 py-3">
        <h2 id={id} className="min-w-0 font-semibold break-words">
          {title}
        </h2>
        <Button look="quiet" size="small" aria-label="Close" onClick={onClose}>
          <X aria-hidden size={16} />
        </Button>
      </header>
      <div className="p-5">{children}</div>
    </dialog>
  )
}
