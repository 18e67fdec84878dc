import { ensureDashboard } from '../../tools/dashboard/ensure-dashboard.ts'

/** Before the first test that asks for the dashboard: built where its sources are others than those of the last build. */
export function setup(): void {
  const ensured = ensureDashboard()
  if (ensured.kind === 'failed') throw new Error(`the dashboard cannot be built: ${ensured.said}`)
}
