import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { PoolRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { Button } from '../../ui/button.tsx'
import { focusIfLost } from '../../ui/focus.ts'
import { useToasts } from '../../ui/toasts.tsx'

export interface RemovePoolProps {
  readonly pool: PoolRow
  /** Called before its card is gone, which has the focus. */
  readonly onRemoved: () => void
}

/** A button that asks before it removes. The focus goes along: to the harmless answer, and back. */
export function RemovePool({ pool, onRemoved }: RemovePoolProps) {
  const client = useQueryClient()
  const toasts = useToasts()
  const [isAsked, setAsked] = useState(false)
  const begin = useRef<HTMLButtonElement>(null)
  const keep = useRef<HTMLButtonElement>(null)
  const wasAsked = useRef(false)
  useEffect(() => {
    if (isAsked) keep.current?.focus()
    else if (wasAsked.current) focusIfLost(begin.current)
    wasAsked.current = isAsked
  }, [isAsked])
  const remove = useMutation({
    mutationFn: () => ask('DELETE', `/api/pools/${encodeURIComponent(pool.name)}`),
    onSuccess: () => {
      toasts.done(`Pool ${pool.name} is removed.`)
      onRemoved()
      return client.invalidateQueries({ queryKey: CACHED.pools })
    },
    onError: toasts.failed,
    onSettled: () => setAsked(false),
  })
  function onKeyDown({ key }: KeyboardEvent): void {
    if (key === 'Escape') setAsked(false)
  }
  if (!isAsked) {
    return (
      <Button
        ref={begin}
        look="quiet"
        size="small"
        aria-label={`Remove pool ${pool.name}`}
        onClick={() => setAsked(true)}
      >
        <Trash2 aria-hidden size={14} /> Remove
      </Button>
    )
  }
  return (
    <span role="group" aria-label={`Remove pool ${pool.name}?`} className="flex flex-wrap items-center gap-2 text-sm">
      Remove it?
      <Button look="danger" size="small" disabled={remove.isPending} onClick={() => remove.mutate()}>
        Remove pool {pool.name}
      </Button>
      <Button ref={keep} look="quiet" size="small" onKeyDown={onKeyDown} onClick={() => setAsked(false)}>
        Keep
      </Button>
    </span>
  )
}
