import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { type Price, PRICE_KINDS, toPrice, toPriceDraft } from './price-draft.ts'
import { useSaveConfig } from './save-config.ts'

/** Which price is being set. */
export interface Editing {
  readonly pattern: string
  readonly price: Partial<Price> | null
  /** It is not among those that were set here. */
  readonly isNew: boolean
}

interface PriceDialogProps {
  readonly editing: Editing
  readonly onClose: () => void
}

export function PriceDialog({ editing, onClose }: PriceDialogProps) {
  const save = useSaveConfig()
  const [pattern, setPattern] = useState(editing.pattern)
  const [draft, setDraft] = useState(toPriceDraft(editing.price))
  // A price of null takes it away.
  const change = useMutation({
    mutationFn: (price: Record<string, number> | null) => save({ [`prices.${pattern.trim()}`]: price }),
    onSuccess: onClose,
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    change.mutate(toPrice(draft))
  }
  return (
    <Dialog title={editing.isNew ? 'Set a price' : `Price of ${editing.pattern}`} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Model"
          hint="Its name, or a pattern as claude-*; the first that matches counts."
          required
          disabled={!editing.isNew}
          value={pattern}
          onChange={(event) => setPattern(event.target.value)}
        />
        <div className="grid grid-cols-2 gap-4">
          {PRICE_KINDS.map(({ kind, words, isNeeded }) => (
            <TextField
              key={kind}
              label={words}
              type="number"
              min={0}
              step="any"
              required={isNeeded}
              placeholder={isNeeded ? undefined : 'follows from input'}
              value={draft[kind]}
              onChange={(event) => setDraft({ ...draft, [kind]: event.target.value })}
            />
          ))}
        </div>
        <p className="text-xs text-muted">US dollars per million tokens.</p>
        {!editing.isNew && (
          <Button look="danger" size="small" disabled={change.isPending} onClick={() => change.mutate(null)}>
            Remove this price
          </Button>
        )}
        <FormFoot
          error={change.error?.message ?? null}
          isBusy={change.isPending}
          submit={editing.isNew ? 'Set the price' : 'Save'}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
