import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { KeyRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { useKeys } from '../../api/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { Loaded } from '../../ui/loading.tsx'
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
              No key yet, so nobody on this machine is asked for one. The first must be of scope admin, and ends that
              for good: this dashboard then asks for it, and callers need a key as well.
            </p>
          ) : (
            <KeyTable keys={items} onDelete={setDeleting} />
          )
        }
      </Loaded>
      {/* What a new key is proposed to be goes by whether it is the first: that has to be known. */}
      {isMaking && keys.data !== undefined && (
        <KeyDialog isFirst={keys.data.items.length === 0} onClose={() => setMaking(false)} />
      )}
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
      toasts.done(`Key ${row.name} is deleted: whoever presents it is refused from now on.`)
      onClose()
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    remove.mutate()
  }
  return (
    <Dialog title={`Delete key ${row.name}?`} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4 text-sm">
        <p>Whoever uses it is refused from the next request on. It cannot be brought back.</p>
        <FormFoot
          error={remove.error?.message ?? null}
          isBusy={remove.isPending}
          submit="Delete the key"
          look="danger"
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
