import { type FormEvent, useState } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { toFieldErrors } from '../../api/problem-fields.ts'
import { useProviders } from '../../api/queries.ts'
import { CheckField } from '../../ui/check-field.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { ChoiceFields, NameAndPool } from './account-fields.tsx'
import { EMPTY, toBody } from './account-form.ts'
import type { AddProps } from './add-props.ts'
import { useAccountAction } from './use-account-action.ts'
import { useCheckAdded } from './use-check-added.ts'
import { useAccountValues } from './use-account-values.ts'

/** No vendor is called so: the one that is typed is meant. */
const ANOTHER = ''
const BY_PREFIX = '*'

const SHOWN = [...Object.keys(EMPTY), 'api_key', 'provider', 'base_url', 'allow_private']

/** Adds an API key. Its vendor is told by its prefix where nothing is chosen. */
export function AddKey({ pool, onClose, onAdded }: AddProps) {
  const providers = useProviders()
  const { values, onChange } = useAccountValues(pool)
  const [key, setKey] = useState('')
  const [provider, setProvider] = useState(BY_PREFIX)
  const [otherName, setOtherName] = useState('')
  const [baseUrl, setBaseUrl] = useState('')
  const [isPrivate, setPrivate] = useState(false)
  const isAnother = provider === ANOTHER
  const vendor = isAnother ? otherName.trim() : provider
  const check = useCheckAdded()
  const add = useAccountAction({
    id: null,
    run: () =>
      ask<AccountRow>('POST', '/api/accounts', {
        ...toBody(values),
        api_key: key.trim(),
        ...(vendor === BY_PREFIX ? {} : { provider: vendor }),
        ...(baseUrl.trim() === '' ? {} : { base_url: baseUrl.trim() }),
        ...(isPrivate ? { allow_private: true } : {}),
      }),
    tell: (row) => `${row?.name ?? 'The account'} is added: pool ${row?.pool ?? ''}, provider ${row?.provider ?? ''}.`,
    onDone(row) {
      if (row !== null) void check(row)
      onAdded(row?.id ?? '')
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    add.mutate()
  }
  const { fields, rest } = toFieldErrors(add.error, SHOWN)
  const where = (
    <>
      <TextField
        label="Where its calls go"
        inputMode="url"
        placeholder={isAnother ? 'https://vendor.example' : 'the vendor’s own address'}
        required={isAnother}
        value={baseUrl}
        onChange={(event) => setBaseUrl(event.target.value)}
        error={fields['base_url'] ?? null}
      />
      <CheckField
        label="That may be this machine or a private network"
        hint="As for a model server at home."
        checked={isPrivate}
        onChange={setPrivate}
      />
    </>
  )
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextField
        label="Key"
        type="password"
        autoComplete="off"
        required
        placeholder="sk-…"
        hint="It is kept sealed, and is never shown again."
        value={key}
        onChange={(event) => setKey(event.target.value)}
        error={fields['api_key'] ?? null}
      />
      <SelectField
        label="Provider"
        value={provider}
        onChange={(event) => setProvider(event.target.value)}
        {...(fields['provider'] === undefined || isAnother
          ? {}
          : { hint: <span className="text-bad">{fields['provider']}</span> })}
      >
        <option value={BY_PREFIX}>by the key’s prefix</option>
        {(providers.data?.items ?? []).map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        <option value={ANOTHER}>another, compatible with OpenAI…</option>
      </SelectField>
      {isAnother && (
        <>
          <TextField
            label="Its name"
            required
            placeholder="together"
            value={otherName}
            onChange={(event) => setOtherName(event.target.value)}
            error={fields['provider'] ?? null}
          />
          {where}
        </>
      )}
      <NameAndPool values={values} errors={fields} onChange={onChange} namePlaceholder="account-1" />
      <Disclosure
        summary="More"
        isOpen={Object.keys(fields).some((field) => !['api_key', 'name', 'pool'].includes(field))}
      >
        {!isAnother && where}
        <ChoiceFields values={values} errors={fields} onChange={onChange} />
      </Disclosure>
      <FormFoot error={rest} isBusy={add.isPending} submit="Add the account" onCancel={onClose} />
    </form>
  )
}
