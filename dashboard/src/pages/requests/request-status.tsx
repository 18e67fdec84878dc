import { CircleX, Scissors, Unplug } from 'lucide-react'
import type { RequestView } from '../../../../src/admin/request-contract.ts'
import { Badge } from '../../ui/badge.tsx'

const LOOKS = {
  failed: { tone: 'bad', Icon: CircleX, means: 'refused or failed' },
  cut: { tone: 'warn', Icon: Scissors, means: 'the stream broke after it had begun' },
  gone: { tone: 'quiet', Icon: Unplug, means: 'the caller went away' },
} as const

/** What the caller saw. What is well is said quietly. */
export function RequestStatus({ status, end }: Pick<RequestView, 'status' | 'end'>) {
  if (end === 'ok') {
    return (
      <span className="figures inline-flex items-center gap-1.5 px-1.5 text-xs font-medium">
        <span aria-hidden className="size-1.5 rounded-full bg-good-fill" />
        {status}
        <span className="sr-only">ok</span>
      </span>
    )
  }
  const { tone, Icon, means } = LOOKS[end]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden size={12} />} title={means}>
      <span className="figures">{status}</span> {end}
    </Badge>
  )
}
