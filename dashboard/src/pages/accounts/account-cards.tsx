import { memo } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { formatCompact } from '../../format/numbers.ts'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { AccountLimits } from './account-limits.tsx'
import { AccountStanding } from './account-standing.tsx'
import { type AccountHandlers, PauseButton } from './account-table.tsx'
import { tellCredential } from './describe-account.ts'

interface AccountCardsProps extends AccountHandlers {
  readonly accounts: readonly AccountRow[]
}

/** Accounts of one pool where a table has no room. */
export function AccountCards({ accounts, ...handlers }: AccountCardsProps) {
  return (
    <ul className="divide-y divide-line border-t border-line">
      {accounts.map((account) => (
        <AccountCard key={account.id} account={account} {...handlers} />
      ))}
    </ul>
  )
}

const AccountCard = memo(function AccountCard({
  account,
  onOpen,
  onPause,
}: AccountHandlers & { readonly account: AccountRow }) {
  const { id, name, provider, state, requests, failures, inFlight, lastUsed } = account
  return (
    <li className="space-y-2.5 px-4 py-3 sm:px-5">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <button
            type="button"
            title={name}
            onClick={() => onOpen(id)}
            className="block min-h-6 max-w-full truncate text-left font-medium underline-offset-2 hover:underline pointer-coarse:min-h-8"
          >
            {name}
          </button>
          <p className="truncate text-xs text-muted">
            {provider} · {tellCredential(account)}
          </p>
        </div>
        <PauseButton account={account} isPaused={state === 'paused'} onPause={onPause} />
      </div>
      <div className="grid grid-cols-1 gap-x-8 gap-y-2.5 sm:grid-cols-2">
        <AccountStanding account={account} />
        <AccountLimits account={account} />
      </div>
      <dl className="figures grid grid-cols-4 gap-2 text-xs">
        <Fact name="Requests" value={formatCompact(requests)} />
        <Fact name="Failed" value={formatCompact(failures)} />
        <Fact name="In flight" value={formatCompact(inFlight)} />
        <div>
          <dt className="text-muted">Last used</dt>
          <dd>
            <TimeAgo at={lastUsed} />
          </dd>
        </div>
      </dl>
    </li>
  )
})

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
