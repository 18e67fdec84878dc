import type { Usage } from '../../src/model/usage.ts'
import type { Called } from './caller.ts'

/** What is told of one run. */
export interface Figures {
  readonly calls: number
  /** Share of calls, 0 to 1. */
  readonly failed: number
  /** Refusals by vendors per 100 calls. */
  readonly refusals: number
  /** Share of input tokens read from a cache, 0 to 1. */
  readonly cached: number
  /** Per successful call, in tokens of input: a write costs 1.25 of one, a read 0.1, a token of output 5. */
  readonly cost: number
  /** Held by the gateway, ms. */
  readonly heldMean: number
  readonly heldP95: number
  /** Share of calls answered at their first try, 0 to 1. */
  readonly firstTry: number
  /** Of processor time, the simulated vendor's included. */
  readonly callsPerSecond: number
}

/** Counts calls. */
export class Tally {
  #calls = 0
  #failed = 0
  #refusals = 0
  #firstTry = 0
  #read = 0
  #input = 0
  #cost = 0
  readonly #held: number[] = []

  /** `usage` is `null` where it failed. */
  add({ tries, vendorRefusals, heldMs }: Called, usage: Usage | null): void {
    this.#calls++
    this.#refusals += vendorRefusals
    this.#held.push(heldMs)
    if (usage === null) {
      this.#failed++
      return
    }
    if (tries === 1) this.#firstTry++
    const { input, cacheRead, cacheWrite5m, output } = usage
    this.#read += cacheRead ?? 0
    this.#input += (input ?? 0) + (cacheRead ?? 0) + (cacheWrite5m ?? 0)
    this.#cost += (input ?? 0) + 1.25 * (cacheWrite5m ?? 0) + 0.1 * (cacheRead ?? 0) + 5 * (output ?? 0)
  }

  toFigures(cpuSeconds: number): Figures {
    const held = this.#held.toSorted((a, b) => a - b)
    const calls = this.#calls
    return {
      calls,
      failed: this.#failed / calls,
      refusals: (100 * this.#refusals) / calls,
      cached: this.#read / this.#input,
      cost: this.#cost / (calls - this.#failed),
      heldMean: held.reduce((sum, ms) => sum + ms, 0) / calls,
      heldP95: held[Math.floor(0.95 * (calls - 1))] ?? 0,
      firstTry: this.#firstTry / calls,
      callsPerSecond: calls / cpuSeconds,
    }
  }
}
