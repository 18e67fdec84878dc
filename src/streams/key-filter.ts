const QUOTE = 34
const COLON = 58
const SPACE = 32
const LOWER_N = 110

/** Whether JSON in `bytes[start, end)` may hold one of some keys with a value other than `null`. */
export type KeyFilter = (bytes: Uint8Array, start: number, end: number) => boolean

/**
 * A cheap look before JSON is read: it may answer yes where the key is only quoted in some text, never no where
 * the key is there (vendors write their keys without escapes).
 */
export function createKeyFilter(keys: readonly string[]): KeyFilter {
  const byFirst: (readonly Uint8Array[])[] = Array.from({ length: 256 }, (_, first) =>
    keys.filter((key) => key.charCodeAt(0) === first).map((key) => new TextEncoder().encode(key)),
  )
  const none: readonly Uint8Array[] = []

  return (bytes, start, end) => {
    for (let i = start; i < end; i += 1) {
      if (bytes[i] !== QUOTE) continue
      const candidates = byFirst[bytes[i + 1] ?? 0] ?? none
      for (const key of candidates)
        if (isAt(bytes, i + 1, key) && saysSomething(bytes, i + 1 + key.length, end)) return true
    }
    return false
  }
}

function isAt(bytes: Uint8Array, at: number, key: Uint8Array): boolean {
  if (bytes[at + key.length] !== QUOTE) return false
  for (let i = 1; i < key.length; i += 1) if (bytes[at + i] !== key[i]) return false
  return true
}

/** Whether what follows a key's last letter is `":` and a value that is not `null`. */
function saysSomething(bytes: Uint8Array, closingQuote: number, end: number): boolean {
  let at = closingQuote + 1
  while (at < end && (bytes[at] ?? 0) <= SPACE) at += 1
  if (bytes[at] !== COLON) return false
  at += 1
  while (at < end && (bytes[at] ?? 0) <= SPACE) at += 1
  return at < end && bytes[at] !== LOWER_N
}
