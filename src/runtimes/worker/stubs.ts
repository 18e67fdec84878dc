import type { AskPool } from './ask-object.ts'
import { askObject } from './ask-object.ts'
import type { WorkerEnv } from './env.ts'
import { GATEWAY_NAME } from './env.ts'
import type { GatewayRpc, PoolRpc } from './rpc.ts'

export type AskGateway = <T>(ask: (gateway: GatewayRpc) => Promise<T>) => Promise<T>

/** A stub has the methods of its object's class, which TypeScript knows only through the platform's own wrappings. */
export function poolAsker(env: WorkerEnv, name: string): AskPool {
  return (ask, waits) => askObject(() => env.POOLS.getByName(name) as unknown as PoolRpc, ask, waits)
}

export function gatewayAsker(env: WorkerEnv): AskGateway {
  return (ask) => askObject(() => env.GATEWAY.getByName(GATEWAY_NAME) as unknown as GatewayRpc, ask)
}
