import { builtServer } from './built-server.ts'
import type { Runtime } from './settings.ts'
import { workerRuntime } from './worker-runtime.ts'

/** The runtime that the suite runs against: the server on Node, or the Worker (`CONFORMANCE_RUNTIME=workerd`). */
export const runtime: Runtime = process.env['CONFORMANCE_RUNTIME'] === 'workerd' ? workerRuntime : builtServer
