const QUOTE = 34
const BACKSLASH = 92
/** Within this many bytes a plain loop is done sooner than a search is begun. */
const SHORT = 48
/** A search must not run far past what stops it: it looks for one of the two at a time. */
const SEARCHED = 4096

/** The position of the next quote or backslash in `bytes[start, end)`, or `end`. */
export function findStringStop(bytes: Uint8Array, start: number, end: number): number {
  const near = Math.min(end, start + SHORT)
  let i = start
  for (; i < near; i += 1) if (bytes[i] === QUOTE || bytes[i] === BACKSLASH) return i
  for (; i < end; i += SEARCHED) {
    const run = bytes.subarray(i, Math.min(end, i + SEARCHED))
    const quote = run.indexOf(QUOTE)
    const backslash = (quote === -1 ? run : run.subarray(0, quote)).indexOf(BACKSLASH)
    if (backslash !== -1) return i + backslash
    if (quote !== -1) return i + quote
  }
  return end
}
