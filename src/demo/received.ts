/** What the fake provider saw of one request. Times are epoch ms with fractions. */
export interface Received {
  /** From 1, in the order of arrival. */
  readonly number: number
  /** Same number, same TCP connection. */
  readonly connection: number
  /** The credential it came with, wherever that stood; empty without one. */
  readonly key: string
  readonly method: string
  /** Request target as it stood on the request line. */
  readonly target: string
  readonly httpVersion: string
  /** Names and values in turn, spelled and ordered as received. */
  readonly rawHeaders: readonly string[]
  readonly rawTrailers: readonly string[]
  readonly at: number
  readonly bodyBytes: number
  /** Hex digest of the body; empty until the whole body is there. */
  readonly bodySha256: string
  /** The body as latin1 text, up to its first 64 KB. */
  readonly body: string
  /** When the whole request was there. */
  readonly bodyEndedAt: number | null
  /** When the whole answer was handed to the socket. */
  readonly answeredAt: number | null
  /** When the other side went away before the end of the answer. */
  readonly abortedAt: number | null
  /** `kind` of the step it was treated with. */
  readonly step: string
}

/** How many requests came, in all and by credential. */
export interface Counts {
  readonly total: number
  readonly open: number
  readonly connections: number
  readonly byKey: Readonly<Record<string, number>>
}
