import { type FormEvent, useState } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { pathOf, useAccountAction } from './use-account-action.ts'

interface RemoveDialogProps {
  readonly account: AccountRow
  readonly onClose: () => void
  readonly onRemoved: () => void
}

/** Its credential cannot be brought back: the name has to be typed. */
export function RemoveDialog({ account: { id, name, kind }, onClose, onRemoved }: RemoveDialogProps) {
  const [typed, setTyped] = useState('')
  const remove = useAccountAction({
    id,
    async run() {
      await ask('DELETE', pathOf(id))
      return null
    },
    tell: () => `${name} is removed.`,
    onDone: onRemoved,
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (typed === name) remove.mutate()
  }
  return (
    <Dialog title={`Remove ${name}`} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <p className="text-sm text-muted">
          Its credential is deleted here, and cannot be brought back. Calls under way are finished with it.
          {kind !== 'workload_identity' && ' At the vendor it is as good as before: revoke it there.'}
        </p>
        <TextField
          label={`Type the name to remove it: ${name}`}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormFoot
          error={remove.error?.message ?? null}
          isBusy={remove.isPending}
          isReady={typed === name}
          submit="Remove for good"
          look="danger"
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
