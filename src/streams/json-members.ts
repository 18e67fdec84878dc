import { findStringEnd } from './json-string.ts'
import { createMemberStore, type Member } from './member-store.ts'
import { findChild, type MemberNode, type MemberPlan } from './member-tree.ts'
import { NOTHING_BEGINS, type StringWatch } from './string-watch.ts'

/** A key longer than this is none that anyone asks for. */
const LONGEST_KEY = 64
/** Arrays of arrays are looked through this deep. */
const DEEPEST = 16

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const SPACE = 32
const LOWER_N = 110

export interface JsonMembers {
  /** Takes the next bytes. Never throws, whatever they are. */
  feed(bytes: Uint8Array, start: number, end: number): void
  /** Takes a whole value, after a reset; what is found in it lies in `bytes` until the next reset. */
  readWhole(bytes: Uint8Array, start: number, end: number): void
  /** By dotted path; `null` where it has not come (or was too long). The last of several counts. */
  member(path: string): Member | null
  /** The member's value; `undefined` where there is none or it is no JSON. */
  value(path: string): unknown
  /** Drops the members found so far, and goes on where it is. */
  forget(): void
  /** Ready for another value. */
  reset(): void
  /** The kind of the outermost value, once it has been closed. */
  closed(): 'array' | 'object' | null
}

const DECODER = new TextDecoder()

interface Frame {
  readonly node: MemberNode
  readonly kind: 'array' | 'object'
}

/**
 * Picks members out of JSON as its bytes pass, without parsing or holding the rest: one pass, at the cost of looking
 * at each byte once. `onPiece` is called as each outermost object, or each object in an outermost array, is closed.
 * `watch` sees the outermost keys and every string within values that nobody asks for; it is for whole values only.
 */
export function createJsonMembers(
  plan: MemberPlan,
  onPiece: () => void,
  watch: StringWatch | null = null,
): JsonMembers {
  const begins = watch === null ? NOTHING_BEGINS : watch.begins
  const store = createMemberStore(plan.slots.size)
  const key = new Uint8Array(LONGEST_KEY)
  const frames: Frame[] = []
  let keyLength = 0
  let inString: 'no' | 'key' | 'value' = 'no'
  let escaped = false
  let expectKey = false
  /** How deep it is inside a value nobody asks for. */
  let skipDepth = 0
  let inLiteral = false
  /** What the value under way belongs to. */
  let node: MemberNode | null = plan.root
  /** How many bytes were taken before the current run. */
  let taken = 0
  let closed: 'array' | 'object' | null = null

  function beginValue(at: number): void {
    if (node !== null && node.slot !== -1) store.begin(node.slot, at)
  }

  function open(kind: 'array' | 'object', at: number): void {
    closed = null
    beginValue(at)
    if (node === null || node.slot !== -1 || frames.length === DEEPEST) {
      skipDepth = 1
      return
    }
    frames.push({ node, kind })
    expectKey = kind === 'object'
    if (expectKey) node = null
  }

  function close(): void {
    const frame = frames.pop()
    const parent = frames.at(-1)
    if (frame === undefined) return
    if (parent === undefined) closed = frame.kind
    if (frame.kind === 'object' && (parent === undefined || (frames.length === 1 && parent.kind === 'array'))) onPiece()
    node = parent === undefined ? plan.root : null
    expectKey = false
  }

  function endKey(): void {
    const parent = frames.at(-1)
    node = parent === undefined || keyLength > LONGEST_KEY ? null : findChild(parent.node, key, keyLength)
    expectKey = false
  }

  function structure(bytes: Uint8Array, at: number): void {
    const byte = bytes[at] ?? SPACE
    if (inLiteral) {
      if (byte > SPACE && byte !== COMMA && byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET) return
      inLiteral = false
      store.finish(at)
    }
    switch (byte) {
      case QUOTE:
        inString = expectKey ? 'key' : 'value'
        keyLength = 0
        if (!expectKey) beginValue(at)
        break
      case OPEN_BRACE:
        open('object', at)
        break
      case OPEN_BRACKET:
        open('array', at)
        break
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        close()
        break
      case COMMA: {
        const frame = frames.at(-1)
        expectKey = frame?.kind === 'object'
        node = frame === undefined ? plan.root : expectKey ? null : frame.node
        break
      }
      case COLON:
        break
      default:
        if (byte <= SPACE) break
        inLiteral = true
        beginValue(at)
    }
  }

  /** Goes on inside a value's string; answers where to go on after. */
  function passString(bytes: Uint8Array, start: number, end: number): number {
    const from = escaped ? start + 1 : start
    const stop = findStringEnd(bytes, from, end)
    escaped = stop > end
    if (stop >= end) return end
    inString = 'no'
    if (skipDepth === 0) store.finish(stop + 1)
    else if (begins[((bytes[start] ?? 0) << 8) | (bytes[start + 6] ?? 0)] !== 0) watch?.see(bytes, start, stop)
    return stop + 1
  }

  /** Goes on inside a key. */
  function passKey(bytes: Uint8Array, start: number, end: number): number {
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] ?? 0
      if (byte === QUOTE && !escaped) {
        inString = 'no'
        if (begins[((bytes[start] ?? 0) << 8) | (bytes[start + 6] ?? 0)] !== 0) watch?.see(bytes, start, i)
        endKey()
        return i + 1
      }
      escaped = byte === BACKSLASH && !escaped
      if (keyLength < LONGEST_KEY) key[keyLength] = byte
      keyLength += 1
    }
    return end
  }

  /** Goes on inside a value nobody asks for (or that is kept whole), up to a string in it or its end. */
  function passSkipped(bytes: Uint8Array, start: number, end: number): number {
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i]
      if (byte === QUOTE) {
        inString = 'value'
        return i + 1
      }
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) skipDepth += 1
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        skipDepth -= 1
        if (skipDepth > 0) continue
        store.finish(i + 1)
        if (frames.length === 0) closed = byte === CLOSE_BRACE ? 'object' : 'array'
        return i + 1
      }
    }
    return end
  }

  function take(bytes: Uint8Array, start: number, end: number): void {
    store.enter(bytes, taken - start)
    taken += end - start
    let i = start
    while (i < end) {
      if (inString === 'value') i = passString(bytes, i, end)
      else if (inString === 'key') i = passKey(bytes, i, end)
      else if (skipDepth > 0) i = passSkipped(bytes, i, end)
      else {
        structure(bytes, i)
        i += 1
      }
    }
  }

  function reset(): void {
    store.reset()
    frames.length = 0
    inString = 'no'
    escaped = expectKey = inLiteral = false
    skipDepth = taken = 0
    node = plan.root
    closed = null
  }

  function member(path: string): Member | null {
    const slot = plan.slots.get(path)
    return slot === undefined ? null : store.get(slot)
  }

  return {
    feed(bytes, start, end) {
      take(bytes, start, end)
      store.leave(end)
    },
    readWhole(bytes, start, end) {
      reset()
      take(bytes, start, end)
    },
    member,
    value(path) {
      const found = member(path)
      if (found === null) return undefined
      if (found.bytes[0] === LOWER_N) return null
      try {
        return JSON.parse(DECODER.decode(found.bytes))
      } catch {
        return undefined
      }
    },
    forget: () => store.forget(),
    reset,
    closed: () => closed,
  }
}
