import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { mergeRows } from '../../api/merge-rows.ts'
import type { Listed } from '../../api/queries.ts'
import { useToasts } from '../../ui/toasts.tsx'
import { type Way, WAYS } from './add-dialog.tsx'
import { pathOf } from './use-account-action.ts'

/** What lies over the list: nothing, or one dialog. What is looked at stands in the address. */
type Shown =
  | { readonly kind: 'none' }
  | { readonly kind: 'add'; readonly way: Way; readonly pool: string }
  | { readonly kind: 'details' | 'change' | 'pause' | 'remove' | 'sign_in'; readonly id: string }

type Doing = 'change' | 'pause' | 'remove' | 'sign_in'

export interface ShownDialog {
  readonly shown: Shown
  readonly open: (id: string) => void
  readonly choose: (way: Way) => void
  readonly begin: (kind: Doing, id: string) => void
  /** Pauses it after a question, or resumes one that is paused at once. */
  readonly pause: (account: AccountRow) => void
  /** Back to the details it came from, if any. */
  readonly back: () => void
  readonly close: () => void
}

export function useShownDialog(): ShownDialog {
  const [, navigate] = useLocation()
  const [search] = useSearchParams()
  const [doing, setDoing] = useState<{ readonly kind: Doing; readonly id: string } | null>(null)
  const { mutate: resume } = useResume()
  const open = useCallback(
    (id: string) => {
      setDoing(null)
      navigate(`/accounts?account=${encodeURIComponent(id)}`)
    },
    [navigate],
  )
  const pause = useCallback(
    (account: AccountRow) => {
      if (account.state === 'paused') resume(account)
      else setDoing({ kind: 'pause', id: account.id })
    },
    [resume],
  )
  return {
    shown: doing ?? toShown(search),
    open,
    choose: (way) => navigate(toAddress(way, search), { replace: true }),
    begin: (kind, id) => setDoing({ kind, id }),
    pause,
    back: () => setDoing(null),
    close() {
      setDoing(null)
      navigate('/accounts', { replace: true })
    },
  }
}

function toShown(search: URLSearchParams): Shown {
  const id = search.get('account')
  if (id !== null) return { kind: 'details', id }
  const way = WAYS.find((known) => known === search.get('add'))
  return way === undefined ? { kind: 'none' } : { kind: 'add', way, pool: search.get('pool') ?? '' }
}

function toAddress(way: Way, search: URLSearchParams): string {
  const pool = search.get('pool')
  return `/accounts?add=${way}${pool === null ? '' : `&pool=${encodeURIComponent(pool)}`}`
}

function useResume() {
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: ({ id }: AccountRow) => ask<AccountRow>('POST', pathOf(id, '/resume')),
    onSuccess(row) {
      client.setQueryData<Listed<AccountRow>>(CACHED.accounts, (known) =>
        mergeRows(known, { items: [row], removed: [] }),
      )
      toasts.done(`${row.name} serves again.`)
    },
    onError: toasts.failed,
  })
}
