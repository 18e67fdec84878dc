import { createProcessRuntime, runCommandToEnd } from './process-runtime.ts'
import type { Command } from './process-runtime.ts'
import type { Exit, GatewaySettings, Runtime } from './settings.ts'

/** What is run was made once, before the first test (`build-worker.ts`). */
const DEV: Command = ['tools/worker-dev/main.ts', '--no-build']

/** The Worker in workerd, as `npm run worker:dev` runs it. */
export const workerRuntime: Runtime = createProcessRuntime('workerd', DEV)

/** Runs it where it is expected to end by itself. */
export function runWorkerToEnd(settings: GatewaySettings): Promise<Exit> {
  return runCommandToEnd(DEV, settings)
}
