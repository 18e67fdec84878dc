import { type FormEvent, useState } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { toFieldErrors } from '../../api/problem-fields.ts'
import { useProviders } from '../../api/queries.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { ChoiceFields, NameAndPool } from './account-fields.tsx'
import { EMPTY, toBody } from './account-form.ts'
import type { AddProps } from './add-props.ts'
import { NotConfigured } from './not-configured.tsx'
import { useAccountAction } from './use-account-action.ts'
import { useCheckAdded } from './use-check-added.ts'
import { useAccountValues } from './use-account-values.ts'

const IDS = [
  { field: 'federation_rule_id', label: 'Federation rule', placeholder: 'fdrl_…', isNeeded: true },
  { field: 'organization_id', label: 'Organisation', placeholder: 'its id', isNeeded: true },
  { field: 'service_account_id', label: 'Service account (optional)', placeholder: 'svac_…', isNeeded: false },
  { field: 'workspace_id', label: 'Workspace (optional)', placeholder: 'wrkspc_…', isNeeded: false },
] as const

const SHOWN = [...Object.keys(EMPTY), ...IDS.map(({ field }) => field), 'provider']

const CONFIG = `{
  "providers": {
    "anthropic": { "workload_identity": { "assertion_file": "/var/run/secrets/token" } }
  }
}`

/** Adds an identity that the gateway's machine proves by a token: there is no key to leak. */
export function AddWorkload({ pool, onClose, onAdded }: AddProps) {
  const providers = useProviders()
  const able = (providers.data?.items ?? []).filter(({ workload_identity: isAble }) => isAble)
  const { values, onChange } = useAccountValues(pool)
  const [ids, setIds] = useState<Readonly<Record<string, string>>>({})
  const [chosen, setChosen] = useState<string | null>(null)
  const provider = chosen ?? able[0]?.name ?? ''
  const check = useCheckAdded()
  const add = useAccountAction({
    id: null,
    run: () =>
      ask<AccountRow>('POST', '/api/accounts', {
        ...toBody(values),
        ...toIds(ids),
        kind: 'workload_identity',
        provider,
      }),
    tell: (row) => `${row?.name ?? 'The account'} is added: pool ${row?.pool ?? ''}, a workload identity.`,
    onDone(row) {
      if (row !== null) void check(row)
      onAdded(row?.id ?? '')
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    add.mutate()
  }
  if (providers.data !== undefined && able.length === 0) {
    return (
      <NotConfigured config={CONFIG} onClose={onClose}>
        No provider takes a workload identity yet: the config file has to say where the token is that proves who this
        machine is.
      </NotConfigured>
    )
  }
  const { fields, rest } = toFieldErrors(add.error, SHOWN)
  return (
    <form onSubmit={submit} className="space-y-4">
      <SelectField label="Provider" value={provider} onChange={(event) => setChosen(event.target.value)}>
        {able.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <div className="grid gap-4 sm:grid-cols-2">
        {IDS.map(({ field, label, placeholder, isNeeded }) => (
          <TextField
            key={field}
            label={label}
            placeholder={placeholder}
            required={isNeeded}
            autoComplete="off"
            value={ids[field] ?? ''}
            onChange={(event) => setIds({ ...ids, [field]: event.target.value })}
            error={fields[field] ?? null}
          />
        ))}
      </div>
      <NameAndPool values={values} errors={fields} onChange={onChange} namePlaceholder="account-1" />
      <Disclosure summary="More">
        <ChoiceFields values={values} errors={fields} onChange={onChange} />
      </Disclosure>
      <FormFoot error={rest} isBusy={add.isPending} submit="Add the account" onCancel={onClose} />
    </form>
  )
}

function toIds(ids: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ids)
      .map(([field, text]) => [field, text.trim()] as const)
      .filter(([, text]) => text !== ''),
  )
}
