import { useId } from 'react'
import { useAccounts, usePools } from '../../api/queries.ts'
import { TextField } from '../../ui/field.tsx'
import type { AccountField, AccountValues } from './account-form.ts'

export interface AccountFieldsProps {
  readonly values: AccountValues
  /** What is wrong with each, by the field's name. */
  readonly errors: Readonly<Record<string, string>>
  readonly onChange: (field: AccountField, text: string) => void
}

/** Name and pool: what every account has, and people think of. */
export function NameAndPool({ namePlaceholder, ...props }: AccountFieldsProps & { readonly namePlaceholder: string }) {
  const id = useId()
  const names = new Set([
    ...(usePools().data?.items ?? []).map(({ name }) => name),
    ...(useAccounts().data?.items ?? []).map(({ pool }) => pool),
  ])
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Text {...props} field="name" label="Name" placeholder={namePlaceholder} />
      <Text {...props} field="pool" label="Pool" placeholder="accounts" list={id} hint="A new name makes that pool." />
      <datalist id={id}>
        {[...names].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  )
}

/** How it is chosen, and how much of it may be used. */
export function ChoiceFields(props: AccountFieldsProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Text
        {...props}
        field="weight"
        label="Weight"
        inputMode="numeric"
        placeholder="1"
        hint="For strategy weighted."
      />
      <Text
        {...props}
        field="priority"
        label="Priority"
        placeholder="0"
        hint="The lowest goes first with strategy session."
      />
      <Text
        {...props}
        field="models"
        label="Models it may serve"
        placeholder="all"
        hint="Patterns with commas between: claude-*, gpt-5"
      />
      <Text
        {...props}
        field="model_map"
        label="What models are called there"
        placeholder="the same"
        hint="claude-*=gpt-5, …: the first that matches counts."
      />
      <Text
        {...props}
        field="max_in_flight"
        label="Calls in flight at most"
        inputMode="numeric"
        placeholder="no bound"
      />
      <Text
        {...props}
        field="max_utilization"
        label="Of each limit at most, %"
        inputMode="decimal"
        placeholder="as its pool"
      />
      <Text
        {...props}
        field="quota_group"
        label="Limits shared in group"
        placeholder="as the vendor tells"
        hint="Accounts of one group share their limits."
      />
      <Text {...props} field="note" label="Note" placeholder="a remark for people" />
    </div>
  )
}

interface TextProps extends AccountFieldsProps {
  readonly field: AccountField
  readonly label: string
  readonly placeholder: string
  readonly hint?: string
  readonly list?: string
  readonly inputMode?: 'numeric' | 'decimal'
}

function Text({ field, values, errors, onChange, ...rest }: TextProps) {
  return (
    <TextField
      {...rest}
      autoComplete="off"
      spellCheck={false}
      value={values[field]}
      error={errors[field] ?? null}
      onChange={(event) => onChange(field, event.target.value)}
    />
  )
}
