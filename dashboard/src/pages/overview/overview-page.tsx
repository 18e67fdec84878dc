import type { OverviewBody } from '../../../../src/admin/overview-contract.ts'
import { useOverview } from '../../api/queries.ts'
import { Loaded } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { Attention } from './attention.tsx'
import { Figures } from './figures.tsx'
import { FirstSteps } from './first-steps.tsx'
import { PoolCard } from './pool-card.tsx'
import { RecentChart } from './recent-chart.tsx'
import { TroublesCard } from './troubles-card.tsx'
import { useTroubles } from './use-troubles.ts'

/** Whether everything is all right, at a glance. */
export function OverviewPage() {
  const overview = useOverview()
  const startedAt = overview.data?.startedAt
  return (
    <Page
      title="Overview"
      {...(startedAt === undefined
        ? {}
        : {
            hint: (
              <>
                started <TimeAgo at={startedAt} />
              </>
            ),
          })}
    >
      <Loaded query={overview}>{(body) => <Glance body={body} />}</Loaded>
    </Page>
  )
}

function Glance({ body }: { readonly body: OverviewBody }) {
  const troubles = useTroubles()
  const accounts = body.pools.reduce((sum, pool) => sum + pool.totalAccounts, 0)
  const isNew = troubles.data?.hasCalls === false && body.live.requests === 0
  if (isNew) {
    return (
      <>
        {body.attention.length > 0 && accounts > 0 && <Attention {...body} />}
        <FirstSteps accounts={accounts} />
      </>
    )
  }
  return (
    <>
      <Attention {...body} />
      <div className="grid gap-5 xl:grid-cols-[3fr_2fr]">
        <Figures {...body} />
        <RecentChart recent={body.recent} />
      </div>
      <div className="grid items-start gap-5 md:grid-cols-2">
        {body.pools.map((pool) => (
          <PoolCard key={pool.name} pool={pool} />
        ))}
      </div>
      <Loaded query={troubles}>{({ rows }) => <TroublesCard rows={rows} />}</Loaded>
    </>
  )
}
