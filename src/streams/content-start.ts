const SPACE = 32
/** U+FEFF in UTF-8. */
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf]

/** The position of the first byte that is neither space nor part of a byte order mark; the length where there is none. */
export function contentStart(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length && ((bytes[at] ?? 0) <= SPACE || BYTE_ORDER_MARK.includes(bytes[at] ?? 0))) at += 1
  return at
}
