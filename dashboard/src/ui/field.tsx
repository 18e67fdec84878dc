import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'
import { classNames } from './class-names.ts'

const BOX =
  'min-h-9 w-full rounded-lg border border-edge/60 bg-surface px-3 text-sm text-ink placeholder:text-muted disabled:opacity-60 pointer-coarse:min-h-10'

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly className?: string
  /** Draws the control: give it `id` and `describedBy`. */
  readonly children: (control: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode
}

/** A labelled control with a hint below, or what is wrong with it. */
function Field({ label, hint, error = null, className, children }: FieldProps) {
  const id = useId()
  const tellsMore = hint !== undefined || error !== null
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      {children({ id, describedBy: tellsMore ? `${id}-more` : undefined })}
      {tellsMore && (
        // What is wrong is an element of its own, which comes anew: that is read out.
        <p
          key={error}
          id={`${id}-more`}
          role={error === null ? undefined : 'alert'}
          className={classNames('mt-1 text-xs break-words', error === null ? 'text-muted' : 'text-bad')}
        >
          {error ?? hint}
        </p>
      )}
    </div>
  )
}

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'className'> {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly className?: string
}

export function TextField({ label, hint, error = null, className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(className === undefined ? {} : { className })}>
      {({ id, describedBy }) => (
        <input id={id} aria-describedby={describedBy} aria-invalid={error !== null} className={BOX} {...rest} />
      )}
    </Field>
  )
}

interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'id' | 'className'> {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly className?: string
}

export function SelectField({ label, hint, error = null, className, children, ...rest }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(className === undefined ? {} : { className })}>
      {({ id, describedBy }) => (
        <select id={id} aria-describedby={describedBy} aria-invalid={error !== null} className={BOX} {...rest}>
          {children}
        </select>
      )}
    </Field>
  )
}
