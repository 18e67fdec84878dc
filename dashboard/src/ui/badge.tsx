import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'accent' | 'quiet'

const TONES: Readonly<Record<Tone, string>> = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
  accent: 'bg-accent-soft text-accent',
  quiet: 'bg-raised text-muted',
}

interface BadgeProps {
  readonly tone: Tone
  readonly icon?: ReactNode
  readonly title?: string
  readonly children: ReactNode
}

/** A word with a colour that is never its only meaning. */
export function Badge({ tone, icon, title, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={classNames(
        'inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  )
}
