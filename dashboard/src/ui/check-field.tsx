import { type ReactNode, useId } from 'react'

interface CheckFieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** A yes or no. */
export function CheckField({ label, hint, checked, onChange }: CheckFieldProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-4.5 accent-accent-fill"
        aria-describedby={hint === undefined ? undefined : `${id}-more`}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="block text-sm font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-more`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
