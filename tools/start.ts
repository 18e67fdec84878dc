import { prepareDashboard } from './dashboard/prepare-dashboard.ts'

/** `npm start` in a checkout. One process all along, so that signals reach the server. */
prepareDashboard()
await import('../src/cli/main.ts')
