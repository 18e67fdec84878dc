import type { PoolRow } from '../../../src/admin/contract.ts'
import { formatCount } from '../format/numbers.ts'
import { Badge } from './badge.tsx'

interface PoolStandingProps {
  readonly pool: Pick<PoolRow, 'enabled' | 'activeAccounts' | 'totalAccounts'>
}

/** How much of a pool serves. */
export function PoolStanding({ pool: { enabled, activeAccounts, totalAccounts } }: PoolStandingProps) {
  if (!enabled) return <Badge tone="quiet">off</Badge>
  if (totalAccounts === 0) return <Badge tone="quiet">empty</Badge>
  const tone = activeAccounts === totalAccounts ? 'good' : activeAccounts === 0 ? 'bad' : 'warn'
  return (
    <Badge tone={tone}>
      {formatCount(activeAccounts)} of {formatCount(totalAccounts)} serving
    </Badge>
  )
}
