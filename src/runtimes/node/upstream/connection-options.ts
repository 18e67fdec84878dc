import type { Settings } from '../../../model/settings.ts'
import type { ConnectionOptions } from './connections.ts'
import { createConnectors } from './connector.ts'

export function toConnectionOptions({ outbound, timeouts }: Settings): ConnectionOptions {
  const { connectMs, firstByteMs, idleMs } = timeouts
  return { connectors: createConnectors({ outbound, connectMs }), firstByteMs, idleMs }
}

/** What connections are made by, to be compared: accounts come and go without their being made anew. */
export function connectionKey({ outbound, timeouts }: Settings): string {
  return JSON.stringify([outbound, timeouts])
}
