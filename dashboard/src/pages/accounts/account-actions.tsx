import { LogIn, Pause, Pencil, Play, RotateCcw, Trash2 } from 'lucide-react'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { ask } from '../../api/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { CheckButton, CheckResult, useCheck } from './check-account.tsx'
import { pathOf, useAccountAction } from './use-account-action.ts'

export interface AccountActionHandlers {
  readonly onPause: (account: AccountRow) => void
  readonly onChange: () => void
  readonly onRemove: () => void
  readonly onSignIn: () => void
}

/** What can be done with an account; what its source does not allow is not offered. */
export function AccountActions({
  account,
  onPause,
  onChange,
  onRemove,
  onSignIn,
}: AccountActionHandlers & { readonly account: AccountRow }) {
  const { id, state, kind, source } = account
  const reset = useAccountAction({
    id,
    run: () => ask<AccountRow>('POST', pathOf(id, '/reset')),
    tell: () => `The statistics of ${account.name} begin anew.`,
  })
  const check = useCheck(id)
  const isOurs = source === 'store'
  const isPaused = state === 'paused'
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-2">
        {kind === 'oauth' && (
          <Button size="small" look={state === 'needs_sign_in' ? 'primary' : 'plain'} onClick={onSignIn}>
            <LogIn aria-hidden size={14} /> Sign in again
          </Button>
        )}
        <Button size="small" onClick={() => onPause(account)}>
          {isPaused ? <Play aria-hidden size={14} /> : <Pause aria-hidden size={14} />}
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
        {isOurs && (
          <Button size="small" onClick={onChange}>
            <Pencil aria-hidden size={14} /> Rename or change
          </Button>
        )}
        <CheckButton check={check} />
        <Button
          size="small"
          title="Clears its statistics, and enables it where failures have disabled it; cooldowns stay"
          disabled={reset.isPending}
          onClick={() => reset.mutate()}
        >
          <RotateCcw aria-hidden size={14} /> Reset statistics
        </Button>
        {isOurs && (
          <Button size="small" look="danger" onClick={onRemove}>
            <Trash2 aria-hidden size={14} /> Remove
          </Button>
        )}
      </div>
      <CheckResult check={check} />
      {reset.error !== null && <Notice level="critical">{reset.error.message}</Notice>}
    </div>
  )
}
