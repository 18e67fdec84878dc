import { useCallback } from 'react'
import { ask, Problem } from '../../api/ask.ts'
import { useToasts } from '../../ui/toasts.tsx'
import { type Checked, tellChecked } from './tell-checked.ts'
import { pathOf } from './use-account-action.ts'

/** Asks the vendor of an account that was just added for something free, and says what came of it. */
export function useCheckAdded(): (account: { readonly id: string; readonly name: string }) => Promise<void> {
  const { done, warned } = useToasts()
  return useCallback(
    async ({ id, name }) => {
      try {
        const checked = await ask<Checked>('POST', pathOf(id, '/check'))
        const tell = checked.ok ? done : warned
        tell(tellChecked(name, checked))
      } catch (error) {
        // A gateway that cannot do so, or an account that is gone again, has nothing to say.
        if (error instanceof Problem && error.status !== 404) warned(`${name} could not be checked: ${error.message}`)
      }
    },
    [done, warned],
  )
}
