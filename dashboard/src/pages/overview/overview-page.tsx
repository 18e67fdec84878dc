import { Suspense } from 'react'
import type { OverviewBody } from '../../../../src/admin/overview-contract.ts'
import { useOverview } from '../../api/queries.ts'
import { lazyPart } from '../../shell/lazy-part.ts'
import { Loaded } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { Attention } from './attention.tsx'
import { Figures } from './figures.tsx'
import { FirstSteps } from './first-steps.tsx'
import { PoolCards } from './pool-cards.tsx'
import { TroublesCard } from './troubles-card.tsx'
import { useTroubles } from './use-troubles.ts'

// What draws charts is a third of the scripts: figures do not wait for it.
const RecentChart = lazyPart(async () => (await import('./recent-chart.tsx')).RecentChart)

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
        {body.attention.length > 0 && accounts + body.unreachable.length > 0 && <Attention {...body} />}
        <FirstSteps accounts={accounts} />
      </>
    )
  }
  return (
    <>
      <Attention {...body} />
      <div className="grid gap-5 xl:grid-cols-[3fr_2fr]">
        <Figures {...body} />
        <Suspense fallback={<div className="min-h-54 rounded-card border border-line bg-surface" />}>
          <RecentChart recent={body.recent} />
        </Suspense>
      </div>
      <PoolCards pools={body.pools} />
      <Loaded query={troubles}>{({ rows }) => <TroublesCard rows={rows} />}</Loaded>
    </>
  )
}
