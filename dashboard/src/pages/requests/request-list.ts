import type { RequestPageBody, RequestView } from '../../../../src/admin/request-contract.ts'

/** How many new ones are held back while the list stands still. */
export const MOST_HELD = 200

const LEAST_ROOM = 50
/** A row where there is room for columns is some 33 px high, and higher on a phone. */
const ROW_PX = 32

/**
 * How many rows are kept while new ones come in above them: twice as many as a window so high (px) shows. Each row that comes
 * in moves all of them, so what nobody sees costs as much as what somebody does.
 */
export function toRoom(windowPx: number): number {
  return Math.min(Math.max(Math.ceil((2 * windowPx) / ROW_PX), LEAST_ROOM), MOST_HELD)
}

/** Rows that are marked as new where they come together: where more do, to mark them all would mark none. */
const MOST_MARKED = 6

export interface Entry {
  readonly row: RequestView
  /** Whether it came in before the reader's eyes, and is to be seen coming. */
  readonly came: 'live' | 'fetched'
}

/** What is older than the last row. */
export type Older =
  /** To be fetched from here. `isShort`: matches are rare, and the search stopped at `lookedBackTo`. */
  | {
      readonly kind: 'cursor'
      readonly cursor: string
      readonly lookedBackTo: number | null
      readonly isShort: boolean
    }
  /** Rows were let go of: to be fetched from what began before this moment, epoch ms. */
  | { readonly kind: 'until'; readonly until: number }
  | { readonly kind: 'end' }

/** Requests, those that began last first: what was fetched, and what came in since. */
export interface RequestList {
  readonly entries: readonly Entry[]
  /** What came in while the list stands still. */
  readonly waiting: readonly RequestView[]
  /** How many came in that are not here: the gateway was busy, or too many came while the list stood still. */
  readonly skipped: number
  readonly older: Older
}

interface Told {
  readonly items: readonly RequestView[]
  readonly skipped: number
}

/** `asked` is the limit that the page was asked for with. */
export function beginList(page: RequestPageBody, asked: number): RequestList {
  const entries = page.items.map((row): Entry => ({ row, came: 'fetched' }))
  return { entries, waiting: [], skipped: 0, older: toOlder(page, asked) }
}

function toOlder({ items, next, lookedBackTo }: RequestPageBody, asked: number): Older {
  if (next === null) return { kind: 'end' }
  return { kind: 'cursor', cursor: next, lookedBackTo, isShort: items.length < asked }
}

/** Lays the newest page over what is shown, after a connection was lost. What lay between is unknown where they do not meet. */
export function renewList(list: RequestList, page: RequestPageBody, asked: number): RequestList {
  const known = new Set(list.entries.map(({ row }) => row.id))
  const meets = page.next === null || page.items.some(({ id }) => known.has(id))
  if (!meets) return beginList(page, asked)
  return { ...list, entries: merge(list.entries, page.items, 'fetched') }
}

/** An older page goes below. */
export function extendList(list: RequestList, page: RequestPageBody, asked: number): RequestList {
  return { ...list, entries: merge(list.entries, page.items, 'fetched'), older: toOlder(page, asked) }
}

/** Requests ended just now. They go where they began: a long one belongs below shorter ones that began after it. */
export function arrive(list: RequestList, told: Told, room: number): RequestList {
  const skipped = list.skipped + told.skipped
  if (told.items.length === 0) return { ...list, skipped }
  const entries = merge(list.entries, told.items, told.items.length > MOST_MARKED ? 'fetched' : 'live')
  return trim({ ...list, entries, skipped }, room)
}

/** The same while the list stands still: they are counted, and wait. */
export function holdBack(list: RequestList, told: Told): RequestList {
  const waiting = [...told.items.toReversed(), ...list.waiting]
  const over = Math.max(0, waiting.length - MOST_HELD)
  return { ...list, waiting: waiting.slice(0, MOST_HELD), skipped: list.skipped + told.skipped + over }
}

/** What was held back comes in. */
export function release(list: RequestList, room: number): RequestList {
  const came = list.waiting.length > MOST_MARKED ? 'fetched' : 'live'
  return trim({ ...list, entries: merge(list.entries, list.waiting, came), waiting: [] }, room)
}

function trim(list: RequestList, room: number): RequestList {
  if (list.entries.length <= room) return list
  const entries = list.entries.slice(0, room)
  const last = entries.at(-1)
  return last === undefined ? list : { ...list, entries, older: { kind: 'until', until: last.row.time + 1 } }
}

function merge(entries: readonly Entry[], rows: readonly RequestView[], came: Entry['came']): readonly Entry[] {
  const known = new Set(entries.map(({ row }) => row.id))
  const added = rows.filter(({ id }) => !known.has(id)).map((row): Entry => ({ row, came }))
  return added.length === 0 ? entries : [...entries, ...added].sort(byBeginning)
}

function byBeginning({ row: a }: Entry, { row: b }: Entry): number {
  return b.time - a.time || (a.id < b.id ? 1 : -1)
}
