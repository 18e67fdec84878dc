import { type FormEvent, useState } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { toFieldErrors } from '../../api/problem-fields.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { ChoiceFields, NameAndPool } from './account-fields.tsx'
import { EMPTY, toPatch, toValues } from './account-form.ts'
import { pathOf, useAccountAction } from './use-account-action.ts'

interface ChangeDialogProps {
  readonly account: AccountRow
  readonly onClose: () => void
  /** With another key the account has another id. */
  readonly onChanged: (id: string) => void
}

const SHOWN = [...Object.keys(EMPTY), 'api_key', 'base_url']

/** Renames and changes an account that is kept here. Where its calls go changes with its key alone. */
export function ChangeDialog({ account, onClose, onChanged }: ChangeDialogProps) {
  const [before] = useState(() => toValues(account))
  const [values, setValues] = useState(before)
  const [key, setKey] = useState('')
  const [baseUrl, setBaseUrl] = useState(account.base_url)
  const patch = { ...toPatch(values, before), ...toKeyPatch(key.trim(), baseUrl.trim(), account) }
  const isTouched = Object.values(patch).some((value) => value !== undefined)
  const change = useAccountAction({
    id: account.id,
    run: () => ask<AccountRow>('PATCH', pathOf(account.id), patch),
    tell: (row) => `${row?.name ?? account.name} is changed, from the next call on.`,
    onDone: (row) => onChanged(row?.id ?? account.id),
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    change.mutate()
  }
  const { fields, rest } = toFieldErrors(change.error, SHOWN)
  const props = {
    values,
    errors: fields,
    onChange: (field: keyof typeof values, text: string) => setValues((typed) => ({ ...typed, [field]: text })),
  }
  return (
    <Dialog title={`Change ${account.name}`} onClose={onClose}>
      <form onSubmit={submit} className="space-y-5">
        <NameAndPool {...props} namePlaceholder={account.name} />
        <ChoiceFields {...props} />
        {account.kind === 'api_key' && (
          <Disclosure
            summary="Another key"
            isOpen={fields['api_key'] !== undefined || fields['base_url'] !== undefined}
          >
            <p className="text-xs text-muted">
              With it the account starts clean: statistics and cooldowns are the old key’s. Where its calls go changes
              only together with it.
            </p>
            <TextField
              label="New key"
              type="password"
              autoComplete="off"
              value={key}
              onChange={(event) => setKey(event.target.value)}
              error={fields['api_key'] ?? null}
            />
            <TextField
              label="Where its calls go"
              inputMode="url"
              disabled={key.trim() === ''}
              value={baseUrl}
              onChange={(event) => setBaseUrl(event.target.value)}
              error={fields['base_url'] ?? null}
            />
          </Disclosure>
        )}
        <FormFoot error={rest} isBusy={change.isPending} isReady={isTouched} submit="Save" onCancel={onClose} />
      </form>
    </Dialog>
  )
}

function toKeyPatch(key: string, baseUrl: string, account: AccountRow): Record<string, unknown> {
  if (key === '') return {}
  return baseUrl === account.base_url ? { api_key: key } : { api_key: key, base_url: baseUrl === '' ? null : baseUrl }
}
