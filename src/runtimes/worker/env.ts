/** A Worker's bindings; its variables and secrets stand beside them under the names of contract §3. */
export interface WorkerEnv {
  readonly LOAD_BALANCER_KV: KVNamespace
  readonly POOLS: DurableObjectNamespace
  readonly GATEWAY: DurableObjectNamespace
  /** The built dashboard. A gateway without one serves calls and the API all the same. */
  readonly ASSETS?: Fetcher
}

/** The one object that keeps client keys and changed settings. */
export const GATEWAY_NAME = 'gateway'

interface Binding {
  readonly name: keyof WorkerEnv
  /** A method that only a binding of the right kind has. */
  readonly method: string
  readonly kind: string
  readonly remedy: string
}

const BINDINGS: readonly Binding[] = [
  {
    name: 'LOAD_BALANCER_KV',
    method: 'put',
    kind: 'KV namespace',
    remedy:
      'Make one with `npx wrangler kv namespace create LOAD_BALANCER_KV`, put its id under kv_namespaces in wrangler.jsonc, and deploy again',
  },
  {
    name: 'POOLS',
    method: 'idFromName',
    kind: 'Durable Object namespace',
    remedy:
      'Add {"name": "POOLS", "class_name": "PoolObject"} to durable_objects.bindings in wrangler.jsonc, and deploy again',
  },
  {
    name: 'GATEWAY',
    method: 'idFromName',
    kind: 'Durable Object namespace',
    remedy:
      'Add {"name": "GATEWAY", "class_name": "GatewayObject"} to durable_objects.bindings in wrangler.jsonc, and deploy again',
  },
]

/** Why a Worker with these bindings cannot serve, as sentences; none where it can. */
export function problemsOfBindings(env: object): readonly string[] {
  return BINDINGS.flatMap(({ name, method, kind, remedy }) => {
    const binding: unknown = Reflect.get(env, name)
    if (binding === undefined || binding === null) return [`The binding ${name} is missing, a ${kind}. ${remedy}.`]
    const isRight = typeof binding === 'object' && typeof Reflect.get(binding, method) === 'function'
    return isRight ? [] : [`The binding ${name} is no ${kind}. ${remedy}.`]
  })
}
