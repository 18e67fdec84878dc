import { createHandler } from './create-handler.ts'
import type { WorkerEnv } from './env.ts'
import { GatewayObject } from './gateway-object.ts'
import { answerWhenDone } from './last-calls.ts'
import { PoolObject } from './pool-object.ts'

export { GatewayObject, PoolObject }

/** Set by the launcher on what does not come as HTTP/1.1: workerd does not tell. */
const VERSION_HEADER = 'x-claudeflare-http-version'
/** Names of headers that came empty: of some, workerd does not tell then. */
const UNSEEN_HEADER = 'x-claudeflare-unseen'

/** The Worker as `worker:dev` runs it: its launcher listens on loopback alone, so every peer is this machine. */
const handle = createHandler({
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

/** How much the isolate works at, beside whoever waits for it. */
let underWay = 0

const worker: ExportedHandler<WorkerEnv> = {
  fetch: (request, env, ctx) => handle(request, env, { waitUntil: (work) => ctx.waitUntil(counted(work)) }),
}

async function counted(work: Promise<unknown>): Promise<void> {
  underWay += 1
  try {
    await work
  } finally {
    underWay -= 1
  }
}

/** Asked on a socket of the launcher's own before workerd is told to end. */
export const lastCalls: ExportedHandler<WorkerEnv> = {
  fetch: (request) => answerWhenDone(request, () => underWay),
}

export default worker
