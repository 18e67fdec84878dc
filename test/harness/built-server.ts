import { join } from 'node:path'
import { inject } from 'vitest'
import type { Command } from './process-runtime.ts'
import { createProcessRuntime, runCommandToEnd } from './process-runtime.ts'
import type { Exit, GatewaySettings, Runtime } from './settings.ts'

/** The server on Node, as `build-server.ts` made it before the first test. */
export const builtServer: Runtime = {
  name: 'node',
  start: (settings) => createProcessRuntime('node', serveCommand()).start(withCache(settings)),
}

/** Runs it where it is expected to end by itself, as with a configuration it cannot use. */
export function runToEnd(settings: GatewaySettings): Promise<Exit> {
  return runCommandToEnd(serveCommand(), withCache(settings))
}

/** Asked for at each start: tests of the Worker import this file, too, and none was made for them. */
function serveCommand(): Command {
  return [join(inject('server'), 'main.js'), 'serve']
}

/** What Node compiled is kept as long as what it was compiled from. */
function withCache(settings: GatewaySettings): GatewaySettings {
  return { ...settings, env: { NODE_COMPILE_CACHE: join(inject('server'), 'compiled'), ...settings.env } }
}
