import type { PoolSnapshot } from '../../admin/ports.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { PoolView } from '../../balancer/view.ts'
import type { WorkerEnv } from './env.ts'
import { toWholeView } from './whole-view.ts'

/** Where a pool's snapshot is in KV: names, states and counters; nothing is selected by it and nobody let in. */
export function snapshotKey(pool: string): string {
  return `pool:${pool}`
}

export function writeSnapshot(takenAt: number, view: PoolView): string {
  return JSON.stringify({ version: 1, takenAt, view })
}

/** What was last published of a pool; `null` where nothing was. */
export async function readSnapshot(env: WorkerEnv, pool: string): Promise<PoolSnapshot | null> {
  let text: string | null
  try {
    text = await env.LOAD_BALANCER_KV.get(snapshotKey(pool))
  } catch (error) {
    throw new StateUnavailable(
      `Neither the pool's Durable Object nor its snapshot in LOAD_BALANCER_KV can be read (${String(error)}). ` +
        'Check that the id under kv_namespaces in wrangler.jsonc is that of a namespace of this account.',
    )
  }
  const value: unknown = text === null ? null : JSON.parse(text)
  return isSnapshot(value) ? { ...value, view: toWholeView(value.view) } : null
}

function isSnapshot(value: unknown): value is PoolSnapshot {
  return typeof value === 'object' && value !== null && 'takenAt' in value && 'view' in value && 'version' in value
}
