import { RefreshCw } from 'lucide-react'
import { useMemo } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'
import { gatewayNow } from '../../api/clock.ts'
import { toQuery } from '../../api/ask.ts'
import { formatMoment } from '../../format/times.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MissingPools } from '../../ui/missing-pools.tsx'
import { Page } from '../../ui/page.tsx'
import { type AnalyticsAsked, parseAsked, RANGES } from './analytics-address.ts'
import { AnalyticsFilters, RangePicker } from './analytics-filters.tsx'
import { ByAccount, ByModel } from './cost-tables.tsx'
import { OverTime } from './over-time.tsx'
import { PoolMeasures } from './pool-measures.tsx'
import { Totals } from './totals.tsx'
import { useAnalytics } from './use-analytics.ts'

export function AnalyticsPage() {
  const search = useSearch()
  const [, navigate] = useLocation()
  const asked = useMemo(() => parseAsked(new URLSearchParams(search)), [search])
  const analytics = useAnalytics(asked)
  const models = (analytics.data?.models ?? []).map(({ model }) => model).filter((model) => model !== null)

  function setAsked(next: AnalyticsAsked): void {
    navigate(`/analytics${toQuery({ ...next })}`, { replace: true })
  }

  const upTo = analytics.data === undefined ? null : formatMoment(analytics.dataUpdatedAt, gatewayNow())
  return (
    <Page
      title="Analytics"
      hint={`The last ${RANGES[asked.range]}${upTo === null ? '' : `, up to ${upTo}`}`}
      aside={
        <>
          <RangePicker asked={asked} onChange={setAsked} />
          <Button
            look="quiet"
            aria-label="Fetch anew"
            title="Fetch anew"
            disabled={analytics.isFetching}
            onClick={() => void analytics.refetch()}
          >
            <RefreshCw aria-hidden size={16} />
          </Button>
        </>
      }
    >
      <AnalyticsFilters asked={asked} models={models} onChange={setAsked} />
      <Loaded query={analytics}>
        {(body) => (
          <>
            <MissingPools names={body.unreachable} what="figures" />
            <Shown body={body} asked={asked} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Shown({ body, asked }: { readonly body: AnalyticsBody; readonly asked: AnalyticsAsked }) {
  const hasSessions = body.sessions.some(({ started, ended }) => started + ended > 0)
  if (body.totals.requests === 0 && body.accounts.length === 0 && !hasSessions) return <Empty asked={asked} />
  return (
    <>
      <Totals totals={body.totals} />
      <OverTime body={body} />
      <ByModel models={body.models} />
      <ByAccount accounts={body.accounts} />
      <PoolMeasures body={body} />
    </>
  )
}

function Empty({ asked }: { readonly asked: AnalyticsAsked }) {
  const isFiltered = [asked.pool, asked.account, asked.model].some((text) => text !== '')
  return (
    <Card>
      <div className="py-12 text-center">
        <p className="font-medium">
          {isFiltered ? 'No request matches' : 'No request'} in the last {RANGES[asked.range]}
        </p>
        <p className="mt-1 text-sm text-muted">
          {isFiltered ? (
            <Link href={`/analytics${toQuery({ range: asked.range })}`} className="text-accent underline">
              Show every request of this time
            </Link>
          ) : (
            <>
              Choose a longer time, or{' '}
              <Link href="/" className="text-accent underline">
                point a client at this gateway
              </Link>
              .
            </>
          )}
        </p>
      </div>
    </Card>
  )
}
