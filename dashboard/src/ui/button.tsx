import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'bg-accent-fill text-on-accent hover:brightness-105 shadow-card',
  plain: 'border border-line bg-surface text-ink hover:bg-raised shadow-card',
  quiet: 'text-muted hover:bg-raised hover:text-ink',
  danger: 'border border-line bg-surface text-bad hover:bg-bad-soft shadow-card',
}

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look
  readonly size?: 'normal' | 'small'
}

/** At least 32 px high, 40 px for a finger. */
export function Button({ look = 'plain', size = 'normal', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classNames(
        'inline-flex items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap transition-colors',
        'disabled:cursor-not-allowed disabled:opacity-60 pointer-coarse:min-h-10',
        size === 'normal' ? 'min-h-9 px-3.5 text-sm' : 'min-h-8 px-2.5 text-[0.8rem]',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  )
}
