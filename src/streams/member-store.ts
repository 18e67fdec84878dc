import { createBoundedBytes } from './bounded-bytes.ts'

/** A member's value longer than this (bytes) is not kept. */
export const LONGEST_MEMBER = 65_536
const NOTHING: Uint8Array = new Uint8Array(0)
const NONE = -1

export interface Member {
  /** As it is written: UTF-8 JSON. Valid until the next bytes are taken. */
  readonly bytes: Uint8Array
  /** Offsets among all bytes taken since the last reset, the end exclusive. */
  readonly start: number
  readonly end: number
}

/**
 * Where the wanted values lie. One that lies in the run of bytes at hand is a range of it; it is copied only when
 * that run goes away.
 */
export interface MemberStore {
  /** A run of bytes is at hand; `base` makes an offset of a position in it. */
  enter(bytes: Uint8Array, base: number): void
  begin(slot: number, at: number): void
  /** Ends the value that began last, if it is one that is wanted. */
  finish(at: number): void
  /** The run, used up to `end`, goes away. */
  leave(end: number): void
  get(slot: number): Member | null
  /** Drops what was found, but not the value under way. */
  forget(): void
  reset(): void
}

export function createMemberStore(slots: number): MemberStore {
  const starts = Array.from({ length: slots }, () => NONE)
  const ends = Array.from({ length: slots }, () => NONE)
  const copies: (Uint8Array | null)[] = Array.from({ length: slots }, () => null)
  /** What earlier runs held of the value under way. */
  const carried = createBoundedBytes(LONGEST_MEMBER)
  let run = NOTHING
  let base = 0
  let underWay = NONE
  let from = 0
  let fits = true

  function forget(): void {
    starts.fill(NONE)
    copies.fill(null)
  }

  function carry(end: number): void {
    fits &&= carried.append(run, Math.max(0, from - base), end)
  }

  return {
    enter(bytes, offset) {
      run = bytes
      base = offset
    },
    begin(slot, at) {
      underWay = slot
      from = base + at
      fits = true
    },
    finish(at) {
      if (underWay === NONE) return
      const slot = underWay
      underWay = NONE
      starts[slot] = from
      ends[slot] = base + at
      copies[slot] = null
      if (from >= base) {
        if (base + at - from > LONGEST_MEMBER) starts[slot] = NONE
        return
      }
      carry(at)
      if (fits) copies[slot] = carried.view().slice()
      else starts[slot] = NONE
      carried.clear()
    },
    leave(end) {
      if (underWay !== NONE) carry(end)
      for (let slot = 0; slot < slots; slot += 1) {
        const start = starts[slot] ?? NONE
        if (start !== NONE && copies[slot] === null) copies[slot] = run.slice(start - base, (ends[slot] ?? 0) - base)
      }
      run = NOTHING
    },
    get(slot) {
      const start = starts[slot] ?? NONE
      if (start === NONE) return null
      const end = ends[slot] ?? start
      return { bytes: copies[slot] ?? run.subarray(start - base, end - base), start, end }
    },
    forget,
    reset() {
      forget()
      carried.clear()
      underWay = NONE
      run = NOTHING
    },
  }
}
