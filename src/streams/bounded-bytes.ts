const FIRST_CAPACITY = 1024

/** Bytes appended one run after another, up to a limit. Holds no memory while it is empty. */
export interface BoundedBytes {
  size(): number
  /** The bytes held; valid until the next change. */
  view(): Uint8Array
  /** Appends `bytes[start, end)`; answers `false`, and keeps what it had, where that would pass the limit. */
  append(bytes: Uint8Array, start: number, end: number): boolean
  /** Drops the first bytes. */
  discard(count: number): void
  clear(): void
}

const NOTHING = new Uint8Array(0)

export function createBoundedBytes(limit: number): BoundedBytes {
  let store: Uint8Array = NOTHING
  let length = 0

  function grow(needed: number): void {
    let capacity = Math.max(store.length, FIRST_CAPACITY)
    while (capacity < needed) capacity *= 2
    const larger = new Uint8Array(capacity)
    larger.set(store.subarray(0, length))
    store = larger
  }

  return {
    size: () => length,
    view: () => store.subarray(0, length),
    append(bytes, start, end) {
      const needed = length + end - start
      if (needed > limit) return false
      if (needed > store.length) grow(needed)
      store.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), length)
      length = needed
      return true
    },
    discard(count) {
      if (count >= length) {
        this.clear()
        return
      }
      store.copyWithin(0, count, length)
      length -= count
    },
    clear() {
      length = 0
      // A large buffer is given back: thousands of idle streams must not each keep the largest event they saw.
      if (store.length > FIRST_CAPACITY) store = NOTHING
    },
  }
}
