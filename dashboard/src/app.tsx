import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Problem } from './api/ask.ts'
import { Live } from './api/live.tsx'
import { sessionQuery } from './api/queries.ts'
import { OverviewPage } from './pages/overview/overview-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { SignInPage } from './pages/sign-in-page.tsx'
import { UnreachablePage } from './pages/unreachable-page.tsx'
import { Shell } from './shell/shell.tsx'
import { ToastProvider } from './ui/toasts.tsx'

const AccountsPage = lazy(async () => ({ default: (await import('./pages/accounts/accounts-page.tsx')).AccountsPage }))
const CallbackPage = lazy(async () => ({ default: (await import('./pages/accounts/callback-page.tsx')).CallbackPage }))
const RequestsPage = lazy(async () => ({ default: (await import('./pages/requests/requests-page.tsx')).RequestsPage }))
const RequestPage = lazy(async () => ({ default: (await import('./pages/requests/request-page.tsx')).RequestPage }))
const AnalyticsPage = lazy(async () => ({
  default: (await import('./pages/analytics/analytics-page.tsx')).AnalyticsPage,
}))
const SettingsPage = lazy(async () => ({ default: (await import('./pages/settings/settings-page.tsx')).SettingsPage }))

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
        <Entry />
      </ToastProvider>
    </QueryClientProvider>
  )
}

/** Whoever is let in sees the pages, whoever is not the way in. */
function Entry() {
  const session = useQuery(sessionQuery)
  if (session.data !== undefined && session.error === null) {
    return (
      <Live>
        <Shell session={session.data}>
          <Pages />
        </Shell>
      </Live>
    )
  }
  if (session.error === null) return null
  if (session.error instanceof Problem && session.error.status === 401) return <SignInPage />
  return <UnreachablePage why={session.error} onAgain={() => void session.refetch()} />
}

function Pages() {
  return (
    <Suspense fallback={null}>
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
  )
}
