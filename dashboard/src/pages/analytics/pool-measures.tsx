import { useMemo } from 'react'
import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { formatCompact, formatCount, formatShare } from '../../format/numbers.ts'
import { BarList, type BarItem } from '../../ui/bar-list.tsx'
import { Card } from '../../ui/card.tsx'
import { ChartWithTable } from '../../ui/chart-with-table.tsx'
import { toFailovers, toLimits } from './analytics-series.ts'
import { groupByPool, toCounted } from './by-account.ts'
import { TOGETHER } from './over-time.tsx'
import { RequestsLink } from './requests-link.tsx'
import { SessionTable } from './session-table.tsx'

/** The four things that operators of pools watch. */
export function PoolMeasures({ body }: { readonly body: AnalyticsBody }) {
  const { series, accounts, sessions } = body
  const charts = useMemo(
    () => ({ at: series.map(({ at }) => at), limits: toLimits(series), failovers: toFailovers(series) }),
    [series],
  )
  // One scale for all pools: a third is a third of the whole, wherever it stands.
  const largest = Math.max(0, ...accounts.map(({ share }) => share))
  return (
    <section aria-labelledby="pool-measures" className="space-y-5">
      <h2 id="pool-measures" className="pt-2 text-lg font-semibold tracking-tight">
        How the pools hold
      </h2>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Card title="Share of use by account" hint="Of the attempts of its pool">
          {accounts.length === 0 && <Nothing>No account was asked.</Nothing>}
          {groupByPool(accounts).map(({ pool, members }) => (
            <div key={pool} className="mt-3 first:mt-0">
              <h3 className="mb-1 truncate text-xs font-medium text-muted">Pool {pool}</h3>
              <BarList
                label={`Share of use in pool ${pool}`}
                most={largest}
                items={members.map(({ id, name, share, attempts }): BarItem => ({
                  key: id,
                  name: <RequestsLink by="account" name={name} />,
                  value: share,
                  text: `${formatShare(share)}, ${formatCompact(attempts)}`,
                }))}
              />
            </div>
          ))}
        </Card>
        <Card title="How well sessions held" padding="flush" hint="A switch is traffic that moved to another account">
          <SessionTable sessions={sessions} />
        </Card>
        <ChartWithTable
          title="Rate limits met"
          label="Attempts that vendors refused for a limit, over time"
          at={charts.at}
          series={charts.limits}
          together={TOGETHER}
          height={150}
          format={formatCompact}
        />
        <Counted title="Rate limits met by account" accounts={accounts} counted="limitsMet" fill="bg-warn-fill" />
        <ChartWithTable
          title="Failovers"
          label="Attempts beyond each request's first, over time"
          at={charts.at}
          series={charts.failovers}
          together={TOGETHER}
          height={150}
          format={formatCompact}
        />
        <Counted
          title="Failovers by the account they left"
          accounts={accounts}
          counted="failoversAway"
          fill="bg-info-fill"
        />
      </div>
    </section>
  )
}

interface CountedProps extends Pick<AnalyticsBody, 'accounts'> {
  readonly title: string
  readonly counted: 'limitsMet' | 'failoversAway'
  readonly fill: string
}

function Counted({ title, accounts, counted, fill }: CountedProps) {
  const those = toCounted(accounts, counted)
  return (
    <Card title={title}>
      {those.length === 0 ? (
        <Nothing>None in this time.</Nothing>
      ) : (
        <BarList
          label={title}
          fill={fill}
          items={those.map((account) => ({
            key: account.id,
            name: <RequestsLink by="account" name={account.name} />,
            value: account[counted],
            text: formatCount(account[counted]),
          }))}
        />
      )}
    </Card>
  )
}

function Nothing({ children }: { readonly children: string }) {
  return <p className="py-4 text-sm text-muted">{children}</p>
}
