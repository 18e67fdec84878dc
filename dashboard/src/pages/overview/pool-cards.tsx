import { useId, useState } from 'react'
import type { OverviewBody } from '../../../../src/admin/overview-contract.ts'
import { formatCounted } from '../../format/numbers.ts'
import { Button } from '../../ui/button.tsx'
import { PoolCard } from './pool-card.tsx'

/** More would keep what comes below them out of sight; a pool that is unwell is told of above them, folded or not. */
const FOLDED = 8

/** The pools, in their order. */
export function PoolCards({ pools }: Pick<OverviewBody, 'pools'>) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const shown = isOpen ? pools : pools.slice(0, FOLDED)
  const hidden = pools.length - FOLDED
  return (
    <div>
      <div id={id} className="grid grid-cols-1 items-start gap-5 md:grid-cols-2">
        {shown.map((pool) => (
          <PoolCard key={pool.name} pool={pool} />
        ))}
      </div>
      {hidden > 0 && (
        <Button
          look="quiet"
          size="small"
          className="mt-2"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? 'Show fewer pools' : `Show ${formatCounted(hidden, 'more pool')}`}
        </Button>
      )}
    </div>
  )
}
