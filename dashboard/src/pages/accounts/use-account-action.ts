import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { CACHED } from '../../api/keys.ts'
import { mergeRows } from '../../api/merge-rows.ts'
import type { Listed } from '../../api/queries.ts'
import { useToasts } from '../../ui/toasts.tsx'

interface Action<Input> {
  /** Asks the gateway; the row that came of it, or `null` where the account is gone. */
  readonly run: (input: Input) => Promise<AccountRow | null>
  /** The account's id before; `null` of a new one. A new credential gives it another. */
  readonly id: string | null
  readonly tell: (row: AccountRow | null) => string
  readonly onDone?: (row: AccountRow | null) => void
}

/** Something done to an account: what came of it is shown at once, events only tell the others. */
export function useAccountAction<Input = void>({ run, id, tell, onDone }: Action<Input>) {
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: run,
    onSuccess(row) {
      const isAnother = id !== null && row?.id !== id
      const told = { items: row === null ? [] : [row], removed: isAnother ? [id] : [] }
      client.setQueryData<Listed<AccountRow>>(CACHED.accounts, (known) => mergeRows(known, told))
      void client.invalidateQueries({ queryKey: CACHED.pools })
      void client.invalidateQueries({ queryKey: CACHED.overview })
      toasts.done(tell(row))
      onDone?.(row)
    },
  })
}

/** Where an account's own operations are. */
export function pathOf(id: string, operation = ''): string {
  return `/api/accounts/${encodeURIComponent(id)}${operation}`
}
