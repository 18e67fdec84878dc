const LF = 10
const CR = 13

/** Finds the ends of lines (LF, CR or CRLF) in one run of bytes. Positions are asked for in rising order. */
export interface LineEnds {
  start(bytes: Uint8Array): void
  /** Where the line that holds `from` ends (the position of its CR or LF), or -1. */
  next(from: number): number
}

/**
 * The next CR and the next LF are remembered, so that a stream that uses one kind only is not searched to its
 * end for the other kind at every line.
 */
export function createLineEnds(): LineEnds {
  let bytes: Uint8Array = new Uint8Array(0)
  let nextLf = -2
  let nextCr = -2

  return {
    start(run) {
      bytes = run
      nextLf = -2
      nextCr = -2
    },
    next(from) {
      if (nextLf !== -1 && nextLf < from) nextLf = bytes.indexOf(LF, from)
      if (nextCr !== -1 && nextCr < from) nextCr = bytes.indexOf(CR, from)
      if (nextCr === -1) return nextLf
      return nextLf === -1 || nextCr < nextLf ? nextCr : nextLf
    },
  }
}
