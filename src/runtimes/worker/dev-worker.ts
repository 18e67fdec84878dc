import { createHandler } from './create-handler.ts'
import type { WorkerEnv } from './env.ts'
import { GatewayObject } from './gateway-object.ts'
import { PoolObject } from './pool-object.ts'

export { GatewayObject, PoolObject }

/** Set by the launcher on what does not come as HTTP/1.1: workerd does not tell. */
const VERSION_HEADER = 'x-claudeflare-http-version'
/** Names of headers that came empty: of some, workerd does not tell then. */
const UNSEEN_HEADER = 'x-claudeflare-unseen'

/** The Worker as `worker:dev` runs it: its launcher listens on loopback alone, so every peer is this machine. */
const fetch = createHandler({
  open: 'loopback',
  peerOf: ({ headers, body }) => ({
    peer: '127.0.0.1',
    httpVersion: headers.get(VERSION_HEADER) ?? '1.1',
    unseen: [
      ...(headers.get(UNSEEN_HEADER)?.split(' ') ?? [])
        .filter((name) => !headers.has(name))
        .flatMap((name) => [name, '']),
      // How a body is framed that tells no length is the platform's own affair.
      ...(body === null || headers.has('content-length') || headers.has('transfer-encoding')
        ? []
        : ['transfer-encoding', 'chunked']),
    ],
  }),
})

const worker: ExportedHandler<WorkerEnv> = { fetch }

export default worker
