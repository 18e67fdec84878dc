const QUOTE = 34
const COLON = 58
const SPACE = 32
const LOWER_N = 110

/** Which of some keys JSON in `bytes[start, end)` may hold with a value other than `null`: bit `i` for the key `i`. */
export type KeyFilter = (bytes: Uint8Array, start: number, end: number) => number

interface Key {
  readonly name: Uint8Array
  readonly bit: number
}

/**
 * A cheap look before JSON is read: it may answer with a key that is only quoted in some text, and leaves out none
 * that is there (vendors write their keys without escapes). At most 31 keys.
 */
export function createKeyFilter(keys: readonly string[]): KeyFilter {
  const all = keys.map((key, i) => ({ name: new TextEncoder().encode(key), bit: 1 << i }))
  const byFirst: (readonly Key[] | null)[] = Array.from({ length: 256 }, (_, first) => {
    const those = all.filter(({ name }) => name[0] === first)
    return those.length === 0 ? null : those
  })

  return (bytes, start, end) => {
    let found = 0
    for (let i = start; i < end; i += 1) {
      if (bytes[i] !== QUOTE) continue
      const candidates = byFirst[bytes[i + 1] ?? 0] ?? null
      if (candidates === null) continue
      for (const { name, bit } of candidates) {
        if (isAt(bytes, i + 1, name) && saysSomething(bytes, i + 1 + name.length, end)) found |= bit
      }
    }
    return found
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
