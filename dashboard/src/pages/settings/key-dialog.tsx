import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../../api/ask.ts'
import { CACHED } from '../../api/keys.ts'
import { usePools } from '../../api/queries.ts'
import { useShowKey } from '../../shell/shown-key.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormFoot } from '../../ui/form-foot.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type KeyDraft, NEW_KEY, SCOPES, toKeyBody } from './key-draft.ts'

interface KeyDialogProps {
  /** The first key ends open mode, and is one of scope admin. */
  readonly isFirst: boolean
  readonly onClose: () => void
}

export function KeyDialog({ isFirst, onClose }: KeyDialogProps) {
  const client = useQueryClient()
  const pools = usePools()
  const showKey = useShowKey()
  const [draft, setDraft] = useState<KeyDraft>(isFirst ? { ...NEW_KEY, scopes: ['call', 'admin'] } : NEW_KEY)
  const make = useMutation({
    mutationFn: () => ask<{ readonly name: string; readonly key: string }>('POST', '/api/keys', toKeyBody(draft)),
    onSuccess: ({ name, key }) => {
      onClose()
      showKey({ name, key, isFirst })
      // Whoever made the first is not signed in any more: nothing is asked until the key is put away.
      if (!isFirst) void client.invalidateQueries({ queryKey: CACHED.keys })
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    make.mutate()
  }

  function set(patch: Partial<KeyDraft>): void {
    setDraft({ ...draft, ...patch })
  }

  return (
    <Dialog title="Make a client key" onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        {isFirst && (
          <Notice level="warning">
            The first key ends open mode for good: callers need a key from then on, and so does this dashboard.
          </Notice>
        )}
        <TextField
          label="Name"
          required
          autoFocus
          maxLength={100}
          hint="Whose it is: it stands beside each request."
          value={draft.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <fieldset>
          <legend className="mb-1 text-sm font-medium">It may</legend>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {SCOPES.map(({ scope, words }) => (
              <label key={scope} className="flex items-start gap-2 text-sm">
                <input
                  type="checkbox"
                  className="mt-1 size-4 accent-accent-fill"
                  checked={draft.scopes.includes(scope)}
                  onChange={(event) =>
                    set({
                      scopes: event.target.checked
                        ? [...draft.scopes, scope]
                        : draft.scopes.filter((one) => one !== scope),
                    })
                  }
                />
                <span>
                  {scope} <span className="block text-xs text-muted">{words}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label="Pool"
            hint="Where its calls go."
            value={draft.pool}
            onChange={(event) => set({ pool: event.target.value })}
          >
            {(pools.data?.items ?? []).map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </SelectField>
          <TextField
            label="Models"
            placeholder="all"
            hint="Patterns, with commas: claude-*, gpt-5-mini"
            value={draft.models}
            onChange={(event) => set({ models: event.target.value })}
          />
          <TextField
            label="Requests a minute"
            type="number"
            min={1}
            placeholder="no limit"
            value={draft.requests}
            onChange={(event) => set({ requests: event.target.value })}
          />
          <TextField
            label="Tokens a minute"
            type="number"
            min={1}
            placeholder="no limit"
            value={draft.tokens}
            onChange={(event) => set({ tokens: event.target.value })}
          />
          <TextField
            label="Budget, US dollars"
            type="number"
            min={0.01}
            step="any"
            placeholder="no budget"
            value={draft.usd}
            onChange={(event) => set({ usd: event.target.value })}
          />
          <SelectField
            label="Each"
            value={draft.per}
            onChange={(event) => set({ per: event.target.value === 'day' ? 'day' : 'month' })}
          >
            <option>month</option>
            <option>day</option>
          </SelectField>
          <TextField
            label="Expires on"
            type="date"
            hint="At midnight, UTC; never where it is empty."
            value={draft.expires}
            onChange={(event) => set({ expires: event.target.value })}
          />
        </div>
        <FormFoot
          error={make.error?.message ?? null}
          isBusy={make.isPending}
          submit="Make the key"
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
