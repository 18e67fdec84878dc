import { EXAMPLE_CALL } from '../../src/gateway/call-fixture.ts'
import { GatewayObject } from '../../src/runtimes/worker/gateway-object.ts'
import { PoolObject } from '../../src/runtimes/worker/pool-object.ts'
import type { Ending, Opening, PoolRpc } from '../../src/runtimes/worker/rpc.ts'

export { GatewayObject, PoolObject }

interface Env {
  readonly POOLS: { getByName(name: string): PoolRpc }
}

const OPENING: Omit<Opening, 'nonce'> = {
  revision: 1,
  way: 'balanced',
  call: { ...EXAMPLE_CALL, stream: false },
  elapsedMs: 0,
  keyId: null,
}

const USAGE = { input: 12, output: 8, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }
const ENDING: Ending = { end: 'ok', usage: USAGE, model: 'claude-sonnet-5', cause: null, answered: 200, firstByteMs: 1 }

/** A call without a vendor: what is asked of a pool's object before the one attempt, and told after it. */
async function call(request: Request, { POOLS }: Env, ctx: Pick<ExecutionContext, 'waitUntil'>): Promise<Response> {
  await request.arrayBuffer()
  const pool = POOLS.getByName('lb')
  const opened = await pool.open({ ...OPENING, nonce: crypto.randomUUID() })
  if (opened.kind !== 'opened') return new Response(opened.kind, { status: 500 })
  ctx.waitUntil(pool.end(opened.id, ENDING))
  return new Response('ok')
}

const worker = { fetch: call }

export default worker
