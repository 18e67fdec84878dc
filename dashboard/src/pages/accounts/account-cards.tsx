import { memo, useRef } from 'react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { formatCompact } from '../../format/numbers.ts'
import { toSlices } from '../../ui/slices.ts'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { useNearby } from '../../ui/use-nearby.ts'
import { AccountLimits } from './account-limits.tsx'
import { AccountStanding } from './account-standing.tsx'
import { type AccountHandlers, type Drawing, PauseButton, SLICE } from './account-table.tsx'
import { tellCredential } from './describe-account.ts'

interface CardsProps extends AccountHandlers {
  readonly accounts: readonly AccountRow[]
}

interface AccountCardsProps extends CardsProps {
  readonly drawing: Drawing
}

const CARDS = 'divide-y divide-line border-t border-line'
const CARD_PX = 190

/** Accounts of one pool where a table has no room. */
export function AccountCards({ accounts, drawing, ...handlers }: AccountCardsProps) {
  if (drawing === 'nearby') {
    return toSlices(accounts, SLICE).map((slice, index) => <NearbyCards key={index} accounts={slice} {...handlers} />)
  }
  return (
    <ul className={CARDS}>
      {accounts.map((account) => (
        <AccountCard key={account.id} account={account} {...handlers} />
      ))}
    </ul>
  )
}

function NearbyCards({ accounts, ...handlers }: CardsProps) {
  const cards = useRef<HTMLUListElement>(null)
  const { isDrawn, height } = useNearby(cards, accounts.length * CARD_PX)
  return (
    <ul ref={cards} className={CARDS} {...(isDrawn ? {} : { style: { height } })}>
      {isDrawn && accounts.map((account) => <AccountCard key={account.id} account={account} {...handlers} />)}
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
