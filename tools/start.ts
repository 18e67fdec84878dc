import { ensureDashboard } from './dashboard/ensure-dashboard.ts'

/** `npm start` in a checkout: the dashboard is built where it has to be, then this process becomes the server. */
const ensured = ensureDashboard(() => {
  process.stderr.write('claudeflare: building the dashboard, which takes a few seconds\n')
})
if (ensured.kind === 'failed') {
  process.stderr.write(`${ensured.said}\n`)
  process.stderr.write(
    'claudeflare: the dashboard could not be built (why stands above), so the server starts without it or with the last one that was; `npm run build:dashboard` tries again\n',
  )
}
await import('../src/cli/main.ts')
