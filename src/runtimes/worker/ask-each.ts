import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { AskPool } from './ask-object.ts'
import type { PoolRpc } from './rpc.ts'

export type AskPools = () => ReadonlyMap<string, AskPool>

export interface EachTold<T> {
  readonly told: readonly T[]
  /** Names of the pools that cannot be reached just now. */
  readonly missing: readonly string[]
}

/** Asks every pool's object, and tells what is known where one cannot be reached. Rejects where none can. */
export async function askEach<T>(pools: AskPools, ask: (pool: PoolRpc) => Promise<T>): Promise<EachTold<T>> {
  const told: T[] = []
  const missing: string[] = []
  let unreached: StateUnavailable | null = null
  const asked = await Promise.all(
    Array.from(pools(), async ([name, askPool]) => ({ name, ...(await settle(askPool(ask))) })),
  )
  for (const { name, ...end } of asked) {
    if (end.ok) told.push(end.value)
    else {
      missing.push(name)
      unreached = end.error
    }
  }
  if (unreached !== null && told.length === 0) throw unreached
  return { told, missing }
}

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: StateUnavailable }

async function settle<T>(asked: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await asked }
  } catch (error) {
    if (error instanceof StateUnavailable) return { ok: false, error }
    throw error
  }
}
