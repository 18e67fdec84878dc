/** How long the accounts of an origin that could not be reached come last, ms. */
export const ORIGIN_AVOIDED_MS = 5_000

/** A host that accounts are served by. Where it cannot be reached, none of its accounts is to blame. */
export interface Origin {
  readonly name: string
  readonly index: number
  /** Until then its accounts come last, epoch ms. */
  markedUntil: number
}

/** `scheme://host[:port]` of a base URL, default ports left out. */
export function originOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : baseUrl
}
