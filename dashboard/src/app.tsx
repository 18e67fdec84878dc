import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { Problem } from './api/ask.ts'
import { Live } from './api/live.tsx'
import { CACHED } from './api/keys.ts'
import { sessionQuery } from './api/queries.ts'
import { OverviewPage } from './pages/overview/overview-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { DraftsProvider } from './pages/settings/drafts.tsx'
import { SignInPage } from './pages/sign-in-page.tsx'
import { UnreachablePage } from './pages/unreachable-page.tsx'
import { lazyPart } from './shell/lazy-part.ts'
import { PageBoundary } from './shell/page-boundary.tsx'
import { Shell } from './shell/shell.tsx'
import { ShownKeyProvider } from './shell/shown-key.tsx'
import { Waiting } from './ui/loading.tsx'
import { ToastProvider } from './ui/toasts.tsx'

const AccountsPage = lazyPart(async () => (await import('./pages/accounts/accounts-page.tsx')).AccountsPage)
const CallbackPage = lazyPart(async () => (await import('./pages/accounts/callback-page.tsx')).CallbackPage)
const RequestsPage = lazyPart(async () => (await import('./pages/requests/requests-page.tsx')).RequestsPage)
const RequestPage = lazyPart(async () => (await import('./pages/requests/request-page.tsx')).RequestPage)
const AnalyticsPage = lazyPart(async () => (await import('./pages/analytics/analytics-page.tsx')).AnalyticsPage)
const SettingsPage = lazyPart(async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage)

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && error instanceof Problem && error.status === 0,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
  },
})

export function App() {
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <ShownKeyProvider>
          <Entry />
        </ShownKeyProvider>
      </ToastProvider>
    </QueryClientProvider>
  )
}

/** Whoever is let in sees the pages, whoever is not the way in. Who was let in stays while the gateway is away. */
function Entry() {
  const session = useQuery(sessionQuery)
  const isOut = session.error instanceof Problem && session.error.status === 401
  useForgetting(isOut)
  // Who was let in before is told why that is over; whoever signs out here forgets that they were.
  if (isOut) return <SignInPage before={session.data?.kind ?? null} />
  if (session.data !== undefined) {
    return (
      <Live>
        <DraftsProvider>
          <Shell session={session.data}>
            <Pages />
          </Shell>
        </DraftsProvider>
      </Live>
    )
  }
  if (session.error === null) return null
  return <UnreachablePage why={session.error} onAgain={() => void session.refetch()} />
}

/** Nothing that was seen stays behind for whoever is next at this machine. */
function useForgetting(isOut: boolean): void {
  const known = useQueryClient()
  useEffect(() => {
    if (isOut) known.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== CACHED.session[0] })
  }, [isOut, known])
}

function Pages() {
  const [location] = useLocation()
  return (
    <PageBoundary key={location}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/" component={OverviewPage} />
          <Route path="/accounts" component={AccountsPage} />
          <Route path="/callback" component={CallbackPage} />
          <Route path="/requests" component={RequestsPage} />
          <Route path="/requests/:id" component={RequestPage} />
          <Route path="/analytics" component={AnalyticsPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </PageBoundary>
  )
}
