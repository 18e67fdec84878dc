import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'
import type { Draft } from './draft.ts'

interface Drafts {
  readonly kept: ReadonlyMap<string, Draft>
  readonly keep: (form: string, draft: Draft | null) => void
}

const DraftsContext = createContext<Drafts>({ kept: new Map(), keep: () => {} })

/**
 * What was changed in forms and not saved yet. It stands outside of the pages, so that it is still there for whoever looks
 * at another one first; who would leave them all is asked by the browser.
 */
export function DraftsProvider({ children }: { readonly children: ReactNode }) {
  const [kept, setKept] = useState<ReadonlyMap<string, Draft>>(new Map())
  const keep = useCallback((form: string, draft: Draft | null) => {
    setKept((before) => {
      const others = [...before].filter(([name]) => name !== form)
      return new Map(draft === null ? others : [...others, [form, draft]])
    })
  }, [])
  const hasAny = kept.size > 0
  useEffect(() => {
    if (!hasAny) return
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [hasAny])
  const value = useMemo(() => ({ kept, keep }), [kept, keep])
  return <DraftsContext value={value}>{children}</DraftsContext>
}

/** What a form's fields hold that is not saved: those that were touched; `null` where none was. */
export function useDraft(form: string): readonly [Draft | null, (draft: Draft | null) => void] {
  const { kept, keep } = use(DraftsContext)
  const set = useCallback((draft: Draft | null) => keep(form, draft), [form, keep])
  return [kept.get(form) ?? null, set]
}
