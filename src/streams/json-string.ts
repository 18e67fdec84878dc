const QUOTE = 34
const BACKSLASH = 92
/** After this many plain bytes a search, which is several times faster than a loop, is worth its start. */
const SHORT = 48
/** A search must not run far past what stops it: it looks for one of the two at a time. */
const SEARCHED = 4096

/**
 * Where a JSON string is closed, going on inside it at `start`: the position of its quote. Where it goes on past
 * `end`, `end`; and `end + 1` where the first byte after is escaped by the last one before.
 */
export function findStringEnd(bytes: Uint8Array, start: number, end: number): number {
  let i = start
  let near = start + SHORT
  while (i < end) {
    const byte = bytes[i]
    if (byte === QUOTE) return i
    if (byte === BACKSLASH) {
      i += 2
      near = i + SHORT
    } else if (i < near) i += 1
    else {
      i = search(bytes, i, end)
      near = i + SHORT
    }
  }
  return i
}

/** The next quote or backslash, or `end`. */
function search(bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i += SEARCHED) {
    const run = bytes.subarray(i, Math.min(end, i + SEARCHED))
    const quote = run.indexOf(QUOTE)
    const backslash = (quote === -1 ? run : run.subarray(0, quote)).indexOf(BACKSLASH)
    if (backslash !== -1) return i + backslash
    if (quote !== -1) return i + quote
  }
  return end
}
