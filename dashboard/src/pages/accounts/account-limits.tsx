import type { AccountRow } from '../../../../src/admin/contract.ts'
import { byUse } from './describe-limit.ts'
import { LimitGauge } from './limit-gauge.tsx'

const SHOWN = 2

/** The limits that are used most; how many more there are says the rest. */
export function AccountLimits({ account: { limits } }: { readonly account: AccountRow }) {
  const sorted = byUse(limits)
  if (sorted.length === 0) return <p className="text-xs text-muted">not known yet</p>
  return (
    <div className="min-w-0 space-y-1">
      {sorted.slice(0, SHOWN).map((limit) => (
        <LimitGauge key={`${limit.name} ${limit.model ?? ''}`} limit={limit} />
      ))}
      {sorted.length > SHOWN && <p className="text-2xs text-muted">and {sorted.length - SHOWN} more</p>}
    </div>
  )
}
