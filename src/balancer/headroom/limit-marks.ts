import type { LimitMeter } from '../../model/limit.ts'
import type { CoolScope } from '../../model/refusal.ts'

/** What a limit is, whatever is left of it. */
export interface LimitKind {
  readonly name: string
  readonly meter: LimitMeter
  readonly scope: CoolScope
  readonly countsCached: boolean
}

/** How a limit stood, by our own reckoning, as the call was sent whose answer tells of it. */
export interface SentMark {
  /** With the call itself taken off; from when its answer told on, as what was learned meanwhile has it. */
  level: number
  /** By how much levels had been set right by then. */
  readonly shift: number
  /** What the call itself took. */
  readonly own: number
  /** What calls under way then had yet to make. */
  readonly pending: number
  /** Epoch ms. */
  readonly at: number
  /** What its answer said was left; `null` until it does. */
  told: number | null
  /** How long before that an answer had told the last time, ms. */
  overMs: number
}

/** What a refusal did to a limit, so that it can be taken back. */
export interface BucketRefusal {
  /** Epoch ms. */
  readonly at: number
  /** How it stood before, and how much was taken away. */
  readonly capacity: number
  readonly level: number
  readonly taken: number
  readonly marginMs: number
  readonly refusedBefore: number
}
