import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { SignInBegun } from '../../../../src/admin/account-contract.ts'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { toFieldErrors } from '../../api/problem-fields.ts'
import { useProviders } from '../../api/queries.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { SelectField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { ChoiceFields, NameAndPool } from './account-fields.tsx'
import { EMPTY, toBody } from './account-form.ts'
import type { AddProps } from './add-props.ts'
import { CompleteSignIn } from './complete-sign-in.tsx'
import { NotConfigured } from './not-configured.tsx'
import { toRedirectUri } from './read-pasted.ts'
import { useAccountValues } from './use-account-values.ts'

const SHOWN = [...Object.keys(EMPTY), 'provider']

const CONFIG = `{
  "providers": {
    "anthropic": {
      "oauth": {
        "authorization_endpoint": "https://vendor.example/oauth/authorize",
        "token_endpoint": "https://vendor.example/oauth/token",
        "client_id": "the-id-of-your-client"
      }
    }
  }
}`

interface SignInProps extends AddProps {
  /** The account that somebody signs in to again; `null` of a new one. */
  readonly again: AccountRow | null
}

/** A person signs in at a vendor, in two steps: begun here, completed with what the vendor answers. */
export function SignIn({ again, pool, onClose, onAdded }: SignInProps) {
  const providers = useProviders()
  const able = (providers.data?.items ?? []).filter(({ oauth }) => oauth)
  const { values, onChange } = useAccountValues(pool)
  const [chosen, setChosen] = useState<string | null>(null)
  const provider = again?.provider ?? chosen ?? able[0]?.name ?? ''
  const begin = useMutation({
    mutationFn: () => {
      const configured = able.find(({ name }) => name === provider)?.redirect_uri ?? null
      const back = configured === null ? { redirect_uri: toRedirectUri(location.origin) } : {}
      const whose = again === null ? { ...toBody(values), provider } : { account: again.id }
      return ask<SignInBegun>('POST', '/api/sign-ins', { ...whose, ...back })
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    begin.mutate()
  }
  if (begin.data !== undefined) {
    return <CompleteSignIn begun={begin.data} again={again} onCancel={() => begin.reset()} onDone={onAdded} />
  }
  if (providers.data !== undefined && able.length === 0) {
    return (
      <NotConfigured config={CONFIG} onClose={onClose}>
        No provider has an OAuth client yet. Register one of yours with the vendor, and put it into the config file.
      </NotConfigured>
    )
  }
  const { fields, rest } = toFieldErrors(begin.error, SHOWN)
  return (
    <form onSubmit={submit} className="space-y-4">
      {again === null ? (
        <>
          <SelectField label="Provider" value={provider} onChange={(event) => setChosen(event.target.value)}>
            {able.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </SelectField>
          <NameAndPool values={values} errors={fields} onChange={onChange} namePlaceholder="account-1" />
          <p className="text-xs text-muted">A pool that holds sign-ins takes the strategy session alone.</p>
          <Disclosure summary="More">
            <ChoiceFields values={values} errors={fields} onChange={onChange} />
          </Disclosure>
        </>
      ) : (
        <p className="text-sm text-muted">
          {again.name} stays the account that it is, with its statistics and its place in pool {again.pool}.
        </p>
      )}
      <FormFoot error={rest} isBusy={begin.isPending} submit="Begin the sign-in" onCancel={onClose} />
    </form>
  )
}
