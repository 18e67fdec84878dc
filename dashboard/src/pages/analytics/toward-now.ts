/** How often figures are asked for anew at most, ms: an answer costs the gateway tens of milliseconds. */
const EVERY_MS = 15_000
/** How long after a request's end its figures may lack it, ms: it is written down with others. */
const WRITTEN_WITHIN_MS = 2_000

interface Times {
  /** When something happened last, as far as was told. */
  readonly happenedAt: number
  /** When the figures were asked for last. */
  readonly askedAt: number
  readonly now: number
}

/** Whether figures are asked for anew: something has happened that they may lack, and it is not too soon. Epoch ms. */
export function isDue({ happenedAt, askedAt, now }: Times): boolean {
  return now - askedAt >= EVERY_MS && happenedAt + WRITTEN_WITHIN_MS > askedAt
}
