import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import { toPercent } from '../look/amounts.ts'
import type { View } from '../look/view.ts'
import { type Column, layOutTable } from '../table.ts'

/** One account's room, as a choice saw it. */
interface Seen {
  readonly attempt: string
  readonly room: unknown
}

const COLUMNS: readonly Column<Seen>[] = [
  { title: 'FOR ATTEMPT', cell: ({ attempt }) => attempt },
  { title: 'ROOM SEEN', cell: ({ room }) => fieldText(room, 'account') },
  { title: 'LEFT', align: 'right', cell: ({ room }) => toPercent(fieldNumber(room, 'room')) },
  { title: 'OF', cell: ({ room }) => fieldText(room, 'limit') },
  { title: 'RESERVED', align: 'right', cell: ({ room }) => fieldText(room, 'reserved') },
  { title: 'FITS', cell: ({ room }) => toWait(fieldNumber(room, 'waitMs')) },
]

/** What each attempt's choice saw, and what was seen when nobody had room; nothing where rooms were not looked at. */
export function tellRoomsSeen(detail: unknown, view: View): readonly string[] {
  const seen: readonly Seen[] = [
    ...fieldList(detail, 'attempts').flatMap((attempt, index) =>
      fieldList(attempt, 'seen').map((room) => ({ attempt: String(index + 1), room })),
    ),
    ...fieldList(detail, 'noRoom.seen').map((room) => ({ attempt: 'none', room })),
  ]
  return seen.length === 0 ? [] : ['', ...layOutTable(COLUMNS, seen, view)]
}

/** Of one that does not fit, how long until it does. */
function toWait(ms: number | null): string {
  if (ms === null) return '-'
  return ms === 0 ? 'now' : `in ${ms} ms`
}
