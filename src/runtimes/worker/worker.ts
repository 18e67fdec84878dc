import { createHandler } from './create-handler.ts'
import type { WorkerEnv } from './env.ts'
import { GatewayObject } from './gateway-object.ts'
import { PoolObject } from './pool-object.ts'

export { GatewayObject, PoolObject }

/** The Worker as it is deployed. It has no open mode, so it is told of no peer. */
const fetch = createHandler({ open: 'never', peerOf: () => ({ peer: null, httpVersion: '1.1', unseen: [] }) })

const worker: ExportedHandler<WorkerEnv> = { fetch }

export default worker
