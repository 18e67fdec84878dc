import { nodeRuntime } from './node-runtime.ts'
import type { Runtime } from './settings.ts'

/** The runtime that the suite runs against. A second one is chosen here, by `CONFORMANCE_RUNTIME`. */
export const runtime: Runtime = nodeRuntime
