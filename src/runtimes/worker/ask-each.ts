import type { Unreached } from '../../model/unreached.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { AskPool } from './ask-object.ts'
import type { PoolRpc } from './rpc.ts'

/** How much later than the first of the others a pool may answer, ms: one of them must not hold up what the rest know. */
const LATE_MS = 2_000
/** How long it is waited for the first answer, ms. */
const LONGEST_MS = 10_000

const LATE = new StateUnavailable(
  'The state of the gateway, which its Durable Objects keep, is not told in time. Retry in a moment.',
)

export type AskPools = () => ReadonlyMap<string, AskPool>

/** Calls back once, after so many ms, unless what it returns is called before. */
export type After = (ms: number, callback: () => void) => () => void

export interface EachTold<T> extends Unreached {
  readonly told: readonly (readonly [name: string, value: T])[]
}

/**
 * Asks every pool's object, and tells what is known where one does not answer, or is more than two seconds later than the
 * first. Rejects where none answers.
 */
export async function askEach<T>(
  pools: AskPools,
  ask: (pool: PoolRpc, name: string) => Promise<T>,
  after: After = afterMs,
): Promise<EachTold<T>> {
  const late = Promise.withResolvers<Settled<never>>()
  const giveUp = (): void => late.resolve({ ok: false, error: LATE })
  let stopWaiting = after(LONGEST_MS, giveUp)
  let isFirst = true
  const asked = await Promise.all(
    Array.from(pools(), async ([name, askPool]) => {
      const end = await Promise.race([settle(askPool((pool) => ask(pool, name))), late.promise])
      if (end.ok && isFirst) {
        isFirst = false
        stopWaiting()
        stopWaiting = after(LATE_MS, giveUp)
      }
      return { name, end }
    }),
  ).finally(() => stopWaiting())
  const told: [string, T][] = []
  const unreachable: string[] = []
  let unreached: StateUnavailable | null = null
  for (const { name, end } of asked) {
    if (end.ok) told.push([name, end.value])
    else {
      unreachable.push(name)
      unreached = end.error
    }
  }
  if (unreached !== null && told.length === 0) throw unreached
  return { told, unreachable }
}

/** What each pool told, without whose it is. */
export function valuesOf<T>({ told }: EachTold<T>): readonly T[] {
  return told.map(([, value]) => value)
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

function afterMs(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}
