import type { Sample } from './harness/sample.ts'

/** What a figure has to keep; where there is none, it is there to be compared with. */
export type Bound =
  | { readonly kind: 'at most'; readonly reach: number; readonly aim: number }
  | { readonly kind: 'at least'; readonly reach: number; readonly aim: number }
  | { readonly kind: 'none' }

/** One row of the table. */
export interface Figure {
  readonly name: string
  readonly bound: Bound
  readonly unit: '×' | 'KB' | 'µs' | 'ms'
  readonly measured: Sample
  /** What the ratio was made of. */
  readonly detail: string
}

export const PART_NAMES = ['requests', 'streams', 'memory', 'peers', 'choice', 'meter', 'ledger', 'growth'] as const
export type PartName = (typeof PART_NAMES)[number]

export interface Bench {
  /** `quick` measures the same with fewer rounds and says so; its figures are not to be quoted. */
  readonly pace: 'full' | 'quick'
  /** Progress, for a person who waits. */
  readonly say: (line: string) => void
  /** Share of the proxy's core that others took during a measurement, 0 to 1. */
  readonly onDisturbance: (share: number) => void
}

export const NO_BOUND: Bound = { kind: 'none' }

export function atMost(reach: number, aim: number): Bound {
  return { kind: 'at most', reach, aim }
}

export function atLeast(reach: number, aim: number): Bound {
  return { kind: 'at least', reach, aim }
}

export type Standing = 'aim met' | 'reached' | 'missed' | '–'

export function standingOf({ bound, measured }: Pick<Figure, 'bound' | 'measured'>): Standing {
  if (bound.kind === 'none') return '–'
  const keeps = (limit: number): boolean =>
    bound.kind === 'at most' ? measured.median <= limit : measured.median >= limit
  if (keeps(bound.aim)) return 'aim met'
  return keeps(bound.reach) ? 'reached' : 'missed'
}
