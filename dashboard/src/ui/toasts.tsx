import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { Notice } from './notice.tsx'

interface Toast {
  readonly id: number
  readonly level: 'note' | 'warning' | 'critical'
  readonly text: string
}

interface Toasts {
  /** Says what has been done. */
  readonly done: (text: string) => void
  /** Says what somebody should look at. */
  readonly warned: (text: string) => void
  /** Says what could not be. */
  readonly failed: (error: Error) => void
}

const ToastsContext = createContext<Toasts>({ done: () => {}, warned: () => {}, failed: () => {} })

export function useToasts(): Toasts {
  return use(ToastsContext)
}

const SHOWN_FOR_MS = { note: 4_000, warning: 12_000, critical: 12_000 } as const
let last = 0

/** Short messages at the foot of the page, read out as they come. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const show = useCallback((level: Toast['level'], text: string) => {
    const id = ++last
    setToasts((shown) => [...shown.slice(-3), { id, level, text }])
    setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), SHOWN_FOR_MS[level])
  }, [])
  const value = useMemo<Toasts>(
    () => ({
      done: (text) => show('note', text),
      warned: (text) => show('warning', text),
      failed: (error) => show('critical', error.message),
    }),
    [show],
  )
  return (
    <ToastsContext value={value}>
      {children}
      <div
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-20 z-40 flex flex-col items-end gap-2 lg:bottom-4"
      >
        {toasts.map(({ id, level, text }) => (
          <div key={id} className="pointer-events-auto max-w-md rounded-lg bg-surface shadow-dialog">
            <Notice level={level}>{text}</Notice>
          </div>
        ))}
      </div>
    </ToastsContext>
  )
}
