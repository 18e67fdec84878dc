import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import { CACHED } from '../api/keys.ts'
import { Button } from '../ui/button.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'

interface ShownKey {
  readonly name: string
  readonly key: string
  /** It has ended open mode: nobody is signed in from now on. */
  readonly isFirst: boolean
}

const ShowKeyContext = createContext<(shown: ShownKey) => void>(() => {})

/** Shows a client key that was made, until it is put away. */
export function useShowKey(): (shown: ShownKey) => void {
  return use(ShowKeyContext)
}

/**
 * A key is shown once, so what shows it stands outside of the pages: the first one turns whoever made it out, which a page
 * may notice at any time.
 */
export function ShownKeyProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient()
  const [shown, setShown] = useState<ShownKey | null>(null)

  function close(): void {
    setShown(null)
    void client.invalidateQueries({ queryKey: CACHED.session })
  }

  return (
    <ShowKeyContext value={setShown}>
      {children}
      {shown !== null && (
        <Dialog title={`Key ${shown.name}`} onClose={close}>
          <div className="space-y-4 text-sm">
            <Notice level="warning">This is the only time that it is shown. Put it where it will be used.</Notice>
            <CopyLine label="the key" text={shown.key} />
            {shown.isFirst && <p>From now on this dashboard asks for an admin key: sign in with this one.</p>}
            <div className="flex justify-end">
              <Button look="primary" onClick={close}>
                {shown.isFirst ? 'I have it: sign in' : 'Done'}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </ShowKeyContext>
  )
}
