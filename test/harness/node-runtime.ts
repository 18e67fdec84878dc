import { createProcessRuntime, runCommandToEnd } from './process-runtime.ts'
import type { Command } from './process-runtime.ts'
import type { Exit, GatewaySettings, Runtime } from './settings.ts'

const SERVE: Command = ['src/cli/main.ts', 'serve']

/** The server on Node. */
export const nodeRuntime: Runtime = createProcessRuntime('node', SERVE)

/** Runs it where it is expected to end by itself, as with a configuration it cannot use. */
export function runToEnd(settings: GatewaySettings): Promise<Exit> {
  return runCommandToEnd(SERVE, settings)
}
