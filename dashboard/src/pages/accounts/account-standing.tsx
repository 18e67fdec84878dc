import type { AccountRow } from '../../../../src/admin/contract.ts'
import { AccountStateBadge } from '../../ui/account-state.tsx'
import { Countdown } from '../../ui/time-ago.tsx'
import { tellReason, tellUntil } from './describe-account.ts'

/** How an account is: its state, until when and why; models that cool; the session in progress. */
export function AccountStanding({ account }: { readonly account: AccountRow }) {
  const { state, until, cooling, session } = account
  const reason = tellReason(account)
  return (
    <div className="min-w-0 space-y-0.5 text-xs text-muted">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <AccountStateBadge state={state} />
        {until !== null && (
          <span className="whitespace-nowrap">
            {tellUntil(state)} <Countdown until={until} />
          </span>
        )}
      </div>
      {reason !== null && (
        <p className="truncate" title={reason}>
          {reason}
        </p>
      )}
      {cooling.length > 0 && (
        <p className="truncate text-warn" title={cooling.map(({ name }) => name).join(', ')}>
          {cooling.length === 1 ? `${cooling[0]?.name ?? ''} cools` : `${cooling.length} models cool`}
        </p>
      )}
      {session !== null && (
        <p className="whitespace-nowrap">
          in session, <Countdown until={session.endsAt} /> left
        </p>
      )}
    </div>
  )
}
