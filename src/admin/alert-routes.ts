import { Hono } from 'hono'
import type { AlertTest } from '../telemetry/alert-sender.ts'
import type { AlertTestBody } from './alert-contract.ts'
import { anyBody } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerConflict } from './problem.ts'
import { readOptionalBody } from './read-input.ts'

/** `/api/alerts`: what a person should look at, and whether alerts arrive. */
export function alertRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  routes.get('/', async (c) => c.json({ items: await deps.attention(deps.now()), next: null }))

  routes.post('/test', async (c) => {
    const input = await readOptionalBody(c, anyBody)
    if (!input.ok) return input.response
    const test = await deps.testAlert()
    if (test.kind !== 'unset') return c.json(toBody(test))
    return answerConflict(
      'No webhook is set: set ALERT_WEBHOOK_URL, or alerts.webhook_url in the config file, where the gateway is started.',
    )
  })

  return routes
}

function toBody(test: Exclude<AlertTest, { kind: 'unset' }>): AlertTestBody {
  const { webhook, status } = test
  switch (test.kind) {
    case 'delivered':
      return { delivered: true, status, webhook, detail: `${webhook} took it and answered ${test.status}.` }
    case 'failed':
      return { delivered: false, status, webhook, detail: `${webhook} did not take it: ${test.why}.` }
  }
}
