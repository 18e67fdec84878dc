import { Lock } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Switch } from '../../ui/switch.tsx'
import { focusIfLost } from '../../ui/focus.ts'
import { changesOf, type SettingField, toDraft } from './draft.ts'
import { useDraft } from './drafts.tsx'
import { toSettingErrors } from './refused-settings.ts'

interface SettingFormProps {
  /** What is not saved is kept by it while another page is shown. */
  readonly name: string
  readonly fields: readonly SettingField[]
  /** The values in force, by key. */
  readonly values: Readonly<Record<string, unknown>>
  /** Keys that cannot be changed here, and what set them. */
  readonly fixed: Readonly<Record<string, string>>
  /** Rejects with what is shown. */
  readonly save: (changes: Record<string, unknown>) => Promise<unknown>
  readonly children?: ReactNode
}

/** Settings with a button that appears as one of them is changed. */
export function SettingForm({ name, fields, values, fixed, save, children }: SettingFormProps) {
  const [draft, setDraft] = useDraft(name)
  const [error, setError] = useState<Error | null>(null)
  const [isSaving, setSaving] = useState(false)
  // What nobody touched follows what is in force.
  const shown = { ...toDraft(fields, values), ...draft }
  const changes = changesOf(fields, shown, values)
  const isChanged = Object.keys(changes).length > 0
  const wrong = toSettingErrors(
    error,
    fields.filter(({ field }) => field.kind !== 'boolean').map(({ key }) => key),
  )
  const form = useRef<HTMLFormElement>(null)
  const hadButtons = useRef(false)
  // The buttons go with the last change: what had the focus may be gone.
  useEffect(() => {
    if (!isChanged && hadButtons.current) focusIfLost(form.current)
    hadButtons.current = isChanged
  }, [isChanged])
  useEffect(() => {
    if (error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])

  function change(key: string, value: string | boolean): void {
    const next = { ...draft, [key]: value }
    const isAsBefore = Object.keys(changesOf(fields, { ...shown, ...next }, values)).length === 0
    setDraft(isAsBefore ? null : next)
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isSaving) return
    setSaving(true)
    setError(null)
    try {
      await save(changes)
      setDraft(null)
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
    } finally {
      setSaving(false)
    }
  }

  return (
    <form ref={form} tabIndex={-1} onSubmit={(event) => void submit(event)} className="space-y-4">
      {children}
      <div>
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-3">
          {fields.map((field) => (
            <SettingControl
              key={field.key}
              field={field}
              value={shown[field.key] ?? ''}
              fixedBy={fixed[field.key] ?? null}
              error={wrong.fields[field.key] ?? null}
              onChange={(value) => change(field.key, value)}
            />
          ))}
        </div>
        <div role="alert" className="not-empty:mt-4">
          {wrong.rest !== null && <Notice level="critical">{wrong.rest}</Notice>}
        </div>
      </div>
      {isChanged && (
        <div className="flex gap-2">
          <Button type="submit" look="primary">
            {isSaving ? 'Saving…' : 'Save'}
          </Button>
          <Button
            look="quiet"
            onClick={() => {
              setDraft(null)
              setError(null)
            }}
          >
            Discard
          </Button>
        </div>
      )}
    </form>
  )
}

interface SettingControlProps {
  readonly field: SettingField
  readonly value: string | boolean
  readonly fixedBy: string | null
  readonly error: string | null
  readonly onChange: (value: string | boolean) => void
}

function SettingControl({ field: { label, hint, field }, value, fixedBy, error, onChange }: SettingControlProps) {
  const told = fixedBy === null ? hint : <FixedBy what={fixedBy} />
  if (field.kind === 'boolean') {
    return <Switch label={label} hint={told} checked={value === true} disabled={fixedBy !== null} onChange={onChange} />
  }
  const limits = field.kind === 'number' ? { type: 'number', min: field.min, max: field.max, step: field.step } : {}
  return (
    <TextField
      label={label}
      hint={told}
      error={error}
      required
      disabled={fixedBy !== null}
      value={String(value)}
      onChange={(event) => onChange(event.target.value)}
      {...limits}
    />
  )
}

/** Why something cannot be changed here. */
export function FixedBy({ what }: { readonly what: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <Lock aria-hidden size={12} />
      set by {what}
    </span>
  )
}
