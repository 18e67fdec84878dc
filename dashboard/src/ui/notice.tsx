import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type Level = 'critical' | 'warning' | 'note'

const LEVELS = {
  critical: { tone: 'border-bad/30 bg-bad-soft', ink: 'text-bad', Icon: CircleAlert, word: 'Critical' },
  warning: { tone: 'border-warn/30 bg-warn-soft', ink: 'text-warn', Icon: TriangleAlert, word: 'Warning' },
  note: { tone: 'border-line bg-surface', ink: 'text-info', Icon: Info, word: 'Note' },
} as const

interface NoticeProps {
  readonly level: Level
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A sentence that somebody should read. */
export function Notice({ level, aside, children }: NoticeProps) {
  const { tone, ink, Icon, word } = LEVELS[level]
  return (
    <div className={classNames('flex items-start gap-2.5 rounded-lg border px-3 py-2.5 text-sm', tone)}>
      <Icon role="img" aria-label={word} size={17} className={classNames('mt-0.5 shrink-0', ink)} />
      <div className="min-w-0 flex-1 break-words">{children}</div>
      {aside}
    </div>
  )
}
