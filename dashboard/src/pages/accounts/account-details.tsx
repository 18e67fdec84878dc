import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { AccountRow } from '../../../../src/admin/contract.ts'
import { formatCount, formatShare, UNKNOWN } from '../../format/numbers.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Countdown, TimeAgo } from '../../ui/time-ago.tsx'
import { type AccountActionHandlers, AccountActions } from './account-actions.tsx'
import { AccountStanding } from './account-standing.tsx'
import { tellCredential, tellReason, tellSource } from './describe-account.ts'
import { byUse } from './describe-limit.ts'
import { LimitGauge } from './limit-gauge.tsx'

interface AccountDetailsProps extends AccountActionHandlers {
  readonly account: AccountRow
  readonly onClose: () => void
}

/** All that is known of an account, and what can be done with it. */
export function AccountDetails({ account, onClose, ...handlers }: AccountDetailsProps) {
  const source = tellSource(account.source)
  return (
    <Dialog title={account.name} place="side" onClose={onClose}>
      <div className="space-y-6">
        <div className="space-y-3">
          <AccountStanding account={account} />
          <Why account={account} />
          <AccountActions account={account} {...handlers} />
          {source !== null && <p className="text-xs text-muted">{source} Here it is paused, resumed and reset.</p>}
        </div>
        <Part title="Limits">
          {account.limits.length === 0 ? (
            <p className="text-sm text-muted">
              None is known yet: vendors tell of theirs with their answers, and some do not.
            </p>
          ) : (
            <div className="space-y-2.5">
              {byUse(account.limits).map((limit) => (
                <LimitGauge key={`${limit.name} ${limit.model ?? ''}`} limit={limit} />
              ))}
            </div>
          )}
        </Part>
        {account.cooling.length > 0 && (
          <Part title="Models that cool">
            <ul className="space-y-1 text-sm">
              {account.cooling.map(({ scope, name, until, reason }) => (
                <li key={`${scope} ${name}`} className="flex justify-between gap-3">
                  <span className="min-w-0 break-words">
                    {name} <span className="text-muted">({reason})</span>
                  </span>
                  <Countdown until={until} />
                </li>
              ))}
            </ul>
          </Part>
        )}
        <Part title="What it has done">
          <Facts facts={toDone(account)} />
          <p className="mt-2 text-sm">
            <Link
              href={`/requests?account=${encodeURIComponent(account.name)}`}
              className="text-accent underline-offset-2 hover:underline"
            >
              Its requests
            </Link>
          </p>
        </Part>
        <Part title="How it is chosen">
          <Facts facts={toChosen(account)} />
        </Part>
        <Part title="What calls are sent with">
          <Facts facts={toCredential(account)} />
        </Part>
      </div>
    </Dialog>
  )
}

function Why({ account }: { readonly account: AccountRow }) {
  const { state, token } = account
  if (state === 'needs_sign_in') {
    return (
      <Notice level="critical">
        Its sign-in has ended{token?.error ? `: ${token.error}` : ''}. It serves nothing until somebody signs in again.
      </Notice>
    )
  }
  const reason = tellReason(account)
  return reason === null ? null : <p className="text-sm break-words text-muted">Why: {reason}</p>
}

type Fact = readonly [name: string, value: ReactNode]

function toDone(account: AccountRow): readonly Fact[] {
  return [
    ['Attempts', formatCount(account.requests)],
    ['Failed', formatCount(account.failures)],
    ['Limits met', formatCount(account.limitsMet)],
    ['Failovers away', formatCount(account.failovers)],
    ['In flight', formatCount(account.inFlight)],
    ['Waiting for room', formatCount(account.waiting)],
    ['Conversations', formatCount(account.conversations)],
    ['Last used', <TimeAgo key="used" at={account.lastUsed} />],
  ]
}

function toChosen(account: AccountRow): readonly Fact[] {
  const mapped = Object.entries(account.model_map).map(([pattern, model]) => `${pattern} → ${model}`)
  return [
    ['Pool', account.pool],
    ['Weight', formatCount(account.weight)],
    ['Priority', String(account.priority)],
    ['Models', account.models.length === 0 ? 'all' : account.models.join(', ')],
    ['Called there', mapped.length === 0 ? UNKNOWN : mapped.join(', ')],
    ['In flight at most', account.max_in_flight === null ? 'no bound' : formatCount(account.max_in_flight)],
    ['Of each limit', account.max_utilization === null ? 'as its pool' : formatShare(account.max_utilization)],
    ['Limits shared in', account.quota_group ?? account.group ?? UNKNOWN],
    ['Note', account.note ?? UNKNOWN],
  ]
}

function toCredential({ token, ...account }: AccountRow): readonly Fact[] {
  const facts: Fact[] = [
    ['Provider', account.provider],
    ['Protocol', account.protocol],
    ['Credential', tellCredential(account)],
    ['Goes to', account.allow_private ? `${account.base_url} (may be private)` : account.base_url],
    ['Id', account.id],
  ]
  if (token === null) return facts
  return [
    ...facts,
    ['Token ends in', <Countdown key="ends" until={token.expiresAt} />],
    ['Token renewed', <TimeAgo key="renewed" at={token.refreshedAt} />],
  ]
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-xs font-semibold text-muted">{title}</h3>
      {children}
    </section>
  )
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="figures grid grid-cols-[8.5rem_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
