import { useState } from 'react'
import { type AccountField, type AccountValues, EMPTY } from './account-form.ts'

/** What is typed of a new account's fields. */
export function useAccountValues(pool: string): {
  readonly values: AccountValues
  readonly onChange: (field: AccountField, text: string) => void
} {
  const [values, setValues] = useState<AccountValues>({ ...EMPTY, pool })
  return { values, onChange: (field, text) => setValues((typed) => ({ ...typed, [field]: text })) }
}
