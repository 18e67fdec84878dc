import type { AttemptRow, NoRoom } from '../../model/ledger.ts'

type AttemptRoom = Pick<AttemptRow, 'seen' | 'heldMs'>

/** Both as JSON; `null` where there is nothing to tell, which is every call of another strategy. */
export function encodeAttemptRoom({ seen, heldMs }: AttemptRow): string | null {
  return seen === undefined && heldMs === undefined ? null : JSON.stringify({ seen, heldMs })
}

export function encodeNoRoom(noRoom: NoRoom | undefined): string | null {
  return noRoom === undefined ? null : JSON.stringify(noRoom)
}

/** Written by `encodeAttemptRoom` of this or an earlier version. */
export function decodeAttemptRoom(text: string | null): AttemptRoom {
  return text === null ? {} : (JSON.parse(text) as AttemptRoom)
}

export function decodeNoRoom(text: string | null): { readonly noRoom?: NoRoom } {
  return text === null ? {} : { noRoom: JSON.parse(text) as NoRoom }
}
