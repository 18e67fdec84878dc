import { TextField } from '../../ui/field.tsx'
import type { Time } from './request-filter.ts'

type Between = Extract<Time, { readonly kind: 'between' }>

interface MomentFieldsProps {
  readonly time: Between
  readonly onChange: (time: Between) => void
}

/** From when to when, in the reader's own zone. Both left empty ask for any time. */
export function MomentFields({ time, onChange }: MomentFieldsProps) {
  return (
    <>
      <TextField
        label="From"
        type="datetime-local"
        defaultValue={toLocal(time.from)}
        onBlur={({ target }) => onChange({ ...time, from: fromLocal(target.value) })}
      />
      <TextField
        label="To"
        type="datetime-local"
        defaultValue={toLocal(time.to)}
        onBlur={({ target }) => onChange({ ...time, to: fromLocal(target.value) })}
      />
    </>
  )
}

const MINUTE_MS = 60_000

/** Epoch ms → `2026-11-26T09:00`, as the browser's field has it. */
function toLocal(at: number | null): string {
  if (at === null) return ''
  return new Date(at - new Date(at).getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16)
}

function fromLocal(text: string): number | null {
  const at = new Date(text).getTime()
  return Number.isNaN(at) ? null : at
}
