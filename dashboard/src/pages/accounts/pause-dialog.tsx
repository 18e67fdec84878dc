import { type FormEvent, useState } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { toFieldErrors } from '../../api/problem-fields.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { pathOf, useAccountAction } from './use-account-action.ts'

/** Takes an account out until a person brings it back. */
export function PauseDialog({ account, onClose }: { readonly account: AccountRow; readonly onClose: () => void }) {
  const [reason, setReason] = useState('')
  const text = reason.trim()
  const pause = useAccountAction({
    id: account.id,
    run: () => ask<AccountRow>('POST', pathOf(account.id, '/pause'), text === '' ? {} : { reason: text }),
    tell: () => `${account.name} is paused.`,
    onDone: onClose,
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    pause.mutate()
  }
  const { fields, rest } = toFieldErrors(pause.error, ['reason'])
  return (
    <Dialog title={`Pause ${account.name}`} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <p className="text-sm text-muted">
          It gets no further calls until somebody resumes it: no restart does. Calls under way end where they are.
        </p>
        <TextField
          label="Reason (optional)"
          placeholder="a question about the bill"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={fields['reason'] ?? null}
        />
        <FormFoot error={rest} isBusy={pause.isPending} submit="Pause" onCancel={onClose} />
      </form>
    </Dialog>
  )
}
