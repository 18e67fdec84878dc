import { useOverview } from '../../api/queries.ts'
import { Loaded } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'

export function OverviewPage() {
  const overview = useOverview()
  return (
    <Page title="Overview">
      <Loaded query={overview}>{() => null}</Loaded>
    </Page>
  )
}
