import type { LimitMeter } from '../../model/limit.ts'

/** What one call takes of its account's limits, as it is estimated or as it came out. Tokens. */
export interface Draw {
  /** Input that is read anew. */
  readonly fresh: number
  /** Input that the vendor has cached for this account. */
  readonly cached: number
  readonly output: number
}

/** What a call is expected to take. */
export interface ExpectedDraw extends Draw {
  /** Tokens of output a ms, from its sending to its end. */
  readonly speed: number
}

/** What of it counts at a limit as soon as the call is sent: output is only known as it is made. */
export function atSending(draw: Draw, meter: LimitMeter, countsCached: boolean): number {
  switch (meter) {
    case 'requests':
      return 1
    case 'input':
      return draw.fresh + (countsCached ? draw.cached : 0)
    case 'tokens':
      return draw.fresh + (countsCached ? draw.cached : 0) + draw.output
    case 'output':
    case 'share':
      return 0
  }
}
