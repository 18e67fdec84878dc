import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

interface SwitchProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

/** On or off. */
export function Switch({ label, hint, checked, disabled = false, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <button
        type="button"
        role="switch"
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        disabled={disabled}
        onClick={() => onChange(!checked)}
        className={classNames(
          'relative mt-0.5 h-6 w-10 shrink-0 rounded-full border transition-colors disabled:cursor-not-allowed disabled:opacity-60',
          checked ? 'border-transparent bg-accent-fill' : 'border-edge bg-raised',
        )}
      >
        <span
          aria-hidden
          className={classNames(
            'absolute top-1/2 left-0.5 size-[1.1rem] -translate-y-1/2 rounded-full transition-transform',
            checked ? 'translate-x-4 bg-on-accent' : 'bg-edge',
          )}
        />
      </button>
      <div>
        <span id={`${id}-label`} className="text-sm font-medium">
          {label}
        </span>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
