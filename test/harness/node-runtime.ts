import { createProcessRuntime } from './process-runtime.ts'
import type { Runtime } from './settings.ts'

/** The server on Node from its sources. */
export const nodeRuntime: Runtime = createProcessRuntime('node', ['src/cli/main.ts', 'serve'])
