import { ensureDashboard } from './ensure-dashboard.ts'

/** Before a gateway of a checkout starts: builds the dashboard where that is called for, and says so. It may fail. */
export function prepareDashboard(): void {
  const ensured = ensureDashboard(() => say('building the dashboard, which takes a few seconds'))
  if (ensured.kind !== 'failed') return
  process.stderr.write(`${ensured.said}\n`)
  say('the dashboard could not be built, as told above: the gateway starts with the last one, or without any')
}

function say(sentence: string): void {
  process.stderr.write(`claudeflare: ${sentence}\n`)
}
