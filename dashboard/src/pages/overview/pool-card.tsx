import { Link } from 'wouter'
import type { PoolNow } from '../../../../src/admin/overview-contract.ts'
import { formatCount, formatRate, formatShare } from '../../format/numbers.ts'
import { STATES } from '../../ui/account-state.tsx'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { PoolStanding } from '../../ui/pool-standing.tsx'
import { toShares } from './pool-shares.ts'

/** A pool: how it chooses, how much of it serves, and who carries how much. */
export function PoolCard({ pool }: { readonly pool: PoolNow }) {
  const { shown, others } = toShares(pool)
  return (
    <Card title={`Pool ${pool.name}`} aside={<PoolStanding pool={pool} />}>
      <p className="figures flex flex-wrap gap-x-4 text-sm text-muted">
        <span>{pool.strategy}</span>
        <span>{formatRate(pool.requestsPerSecond)} requests/s</span>
        {pool.waiting > 0 && <span className="text-warn">{formatCount(pool.waiting)} waiting for room</span>}
      </p>
      {pool.totalAccounts === 0 ? (
        <p className="mt-3 text-sm text-muted">
          It has no account.{' '}
          <Link
            href={`/accounts?add=api_key&pool=${encodeURIComponent(pool.name)}`}
            className="text-accent underline underline-offset-2"
          >
            Add one
          </Link>
        </p>
      ) : (
        <>
          <div aria-hidden className="mt-3 flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-raised">
            {shown.map(({ id, share }, index) =>
              share === 0 ? null : (
                <span
                  key={id}
                  className="min-w-0.5"
                  style={{ flexGrow: share, flexBasis: 0, background: tintOf(index) }}
                />
              ),
            )}
            {others !== null && others.share > 0 && (
              <span className="bg-quiet-fill" style={{ flexGrow: others.share, flexBasis: 0 }} />
            )}
          </div>
          <ul className="mt-3 grid grid-cols-1 gap-x-6 text-sm sm:grid-cols-2">
            {shown.map((member, index) => (
              <Member key={member.id} member={member} tint={tintOf(index)} />
            ))}
            {others !== null && (
              <li className="flex items-center gap-2">
                <span aria-hidden className="size-2.5 shrink-0 rounded-sm bg-quiet-fill" />
                <Link
                  href="/accounts"
                  className="min-w-0 flex-1 truncate leading-[1.6rem] text-muted hover:text-ink hover:underline"
                >
                  {formatCount(others.accounts)} more
                </Link>
                <span className="figures">{formatShare(others.share)}</span>
              </li>
            )}
          </ul>
        </>
      )}
    </Card>
  )
}

interface MemberProps {
  readonly member: PoolNow['accounts'][number]
  readonly tint: string
}

function Member({ member: { id, name, state, share, inFlight }, tint }: MemberProps) {
  const { word, tone, Icon } = STATES[state]
  return (
    <li className="flex items-center gap-2">
      <span aria-hidden className="size-2.5 shrink-0 rounded-sm" style={{ background: tint }} />
      <Link
        href={`/accounts?account=${encodeURIComponent(id)}`}
        title={name}
        className="min-w-0 flex-1 truncate leading-[1.6rem] hover:underline"
      >
        {name}
      </Link>
      {state !== 'serving' && (
        <span className={classNames('inline-flex items-center gap-1 text-xs', INKS[tone])}>
          <Icon aria-hidden size={12} />
          {word}
        </span>
      )}
      {inFlight > 0 && <span className="figures text-xs text-muted">{formatCount(inFlight)} in flight</span>}
      <span className="figures w-14 text-right">{formatShare(share)}</span>
    </li>
  )
}

const INKS = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  accent: 'text-accent',
  quiet: 'text-muted',
} as const

/** Steps of one colour: they tell neighbours apart, and mean nothing else. */
const STEPS = [100, 64, 84, 48, 92, 56, 74, 40]

function tintOf(index: number): string {
  return `color-mix(in oklab, var(--info-fill) ${STEPS[index % STEPS.length] ?? 100}%, var(--surface))`
}
