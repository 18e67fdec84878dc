import { createBoundedBytes } from './bounded-bytes.ts'

/** A member's value longer than this (bytes) is not kept. */
export const LONGEST_MEMBER = 65_536

export interface Member {
  /** As it is written: UTF-8 JSON. */
  readonly bytes: Uint8Array
  /** Offsets among all bytes fed since the last reset, the end exclusive. */
  readonly start: number
  readonly end: number
}

/** Copies the one value that is under way, across as many runs of bytes as it takes. */
export interface MemberCapture {
  /** The slot of the value under way; -1 where there is none. */
  readonly slot: number
  begin(slot: number, offset: number): void
  /** Adds what a run of bytes has of it. */
  add(bytes: Uint8Array, start: number, end: number): void
  /** Ends it; `null` where it was too long. */
  finish(offset: number): Member | null
  drop(): void
}

export function createMemberCapture(): MemberCapture {
  const kept = createBoundedBytes(LONGEST_MEMBER)
  let slot = -1
  let from = 0
  let fits = true

  function drop(): void {
    slot = -1
    kept.clear()
  }

  return {
    get slot() {
      return slot
    },
    begin(wanted, offset) {
      slot = wanted
      from = offset
      fits = true
    },
    add(bytes, start, end) {
      fits &&= kept.append(bytes, start, end)
    },
    finish(offset) {
      const member = fits ? { bytes: kept.view().slice(), start: from, end: offset } : null
      drop()
      return member
    },
    drop,
  }
}
