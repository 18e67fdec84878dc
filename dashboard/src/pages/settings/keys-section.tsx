import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { KeyRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { useKeys } from '../../api/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { KeyTable } from './key-table.tsx'

export function KeysSection() {
  const keys = useKeys()
  const [isMaking, setMaking] = useState(false)
  const [deleting, setDeleting] = useState<KeyRow | null>(null)
  const make = (
    <Button size="small" onClick={() => setMaking(true)}>
      <Plus aria-hidden size={15} /> Make a key
    </Button>
  )
  return (
    <Card
      title="Client keys"
      hint="What callers present to the gateway; never sent to a vendor."
      aside={make}
      padding="flush"
    >
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-4 pb-4 text-sm text-muted sm:px-5">
              None yet: on this machine no credential is asked. The first key is one of scope admin, and ends that: this
              dashboard then asks for it, and callers need a key as well.
            </p>
          ) : (
            <KeyTable keys={items} onDelete={setDeleting} />
          )
        }
      </Loaded>
      {isMaking && <KeyDialog isFirst={keys.data?.items.length === 0} onClose={() => setMaking(false)} />}
      {deleting !== null && <DeleteKey row={deleting} onClose={() => setDeleting(null)} />}
    </Card>
  )
}

function DeleteKey({ row, onClose }: { readonly row: KeyRow; readonly onClose: () => void }) {
  const client = useQueryClient()
  const toasts = useToasts()
  const remove = useMutation({
    mutationFn: () => ask('DELETE', `/api/keys/${encodeURIComponent(row.id)}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: CACHED.keys })
      toasts.done(`Key ${row.name} is deleted: who presents it is refused from now on.`)
      onClose()
    },
  })
  return (
    <Dialog title={`Delete key ${row.name}?`} onClose={onClose}>
      <div className="space-y-4 text-sm">
        <p>Whoever uses it is refused from the next request on. It cannot be brought back.</p>
        {remove.error !== null && <Notice level="critical">{remove.error.message}</Notice>}
        <div className="flex gap-2">
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Delete key
          </Button>
          <Button look="quiet" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
