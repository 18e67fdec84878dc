import type { Exchange } from '../../gateway/exchange.ts'
import type { Stand } from './rpc.ts'

/** A Worker tells every minute that a call goes on; after this much silence it is taken for gone, with its caller. */
export const LEASE_MS = 150_000
const SWEEP_EVERY_MS = 10_000
/** Calls whose end may be told twice, because the answer to the first telling was lost. */
const ENDED_KEPT = 10_000

/** A call under way, as its pool's object knows it. */
export interface OpenCall {
  readonly id: number
  readonly nonce: string
  readonly exchange: Exchange
  /** What was answered last, for whoever has to ask again. */
  stand: Stand
  /** When its Worker was last heard of, epoch ms. */
  heardAt: number
  /** Whether it is known that a sound answer has begun. */
  answered: boolean
}

/** The calls of one pool that are under way, whichever Worker carries them. */
export class OpenCalls {
  readonly #byId = new Map<number, OpenCall>()
  readonly #byNonce = new Map<string, OpenCall>()
  readonly #ended = new Set<number>()
  #sweptAt = 0

  get size(): number {
    return this.#byId.size
  }

  add(call: OpenCall): void {
    this.#byId.set(call.id, call)
    this.#byNonce.set(call.nonce, call)
  }

  find(id: number): OpenCall | null {
    return this.#byId.get(id) ?? null
  }

  findByNonce(nonce: string): OpenCall | null {
    return this.#byNonce.get(nonce) ?? null
  }

  remove(call: OpenCall): void {
    this.#byId.delete(call.id)
    this.#byNonce.delete(call.nonce)
    this.#ended.add(call.id)
    const oldest = this.#ended.values().next()
    if (this.#ended.size > ENDED_KEPT && oldest.done === false) this.#ended.delete(oldest.value)
  }

  hasEnded(id: number): boolean {
    return this.#ended.has(id)
  }

  /** Those whose Worker has not been heard of for too long. Looks every 10 s at most. */
  expired(now: number): readonly OpenCall[] {
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return []
    this.#sweptAt = now
    return [...this.#byId.values()].filter((call) => now - call.heardAt > LEASE_MS)
  }
}
