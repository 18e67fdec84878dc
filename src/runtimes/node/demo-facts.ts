import { join } from 'node:path'
import type { Demo } from '../../demo/demo.ts'
import { createDemo } from '../../demo/demo.ts'
import type { ProcessFacts } from './files/load-node-settings.ts'
import { locateNodeState } from './files/load-node-settings.ts'

/** What would bring real keys into the demo: its callers would spend them. */
const LEFT_OUT = ['LOAD_BALANCER_API_KEYS', 'LOAD_BALANCER_ENABLED', 'CLAUDEFLARE_CONFIG', 'CLAUDEFLARE_HOME']

/**
 * `--demo`: simulated providers and callers, in a state folder of their own below the usual one, so that a demo neither
 * sees real accounts nor leaves anything among what belongs to them.
 */
export async function startDemo(facts: ProcessFacts): Promise<{ readonly facts: ProcessFacts; readonly demo: Demo }> {
  const home = join(locateNodeState(facts).home, 'demo')
  const demo = await createDemo()
  const env = Object.fromEntries(Object.entries(facts.env).filter(([name]) => !LEFT_OUT.includes(name)))
  const config = { accounts: demo.accounts, load_balancer: { enabled: true } }
  const flags = new Map(facts.flags)
  flags.delete('config')
  flags.set('home', home)
  return { facts: { ...facts, flags, env: { ...env, CLAUDEFLARE_CONFIG_JSON: JSON.stringify(config) } }, demo }
}
