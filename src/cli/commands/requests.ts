import type { FlagSpec } from '../../config/parse-flags.ts'
import { askServer, tellFailure } from '../ask-server.ts'
import { type Command, FINE, type Invocation, JSON_FLAG, refuseUsage } from '../command.ts'
import { fieldList, fieldMoment, fieldNumber, fieldText } from '../fields.ts'
import { SERVER_FLAGS } from '../find-server.ts'
import { type Listing, printList } from '../print-list.ts'
import { type Column, layOutTable } from '../table.ts'

const DEFAULT_LIMIT = '20'
const FILTERS: readonly FlagSpec[] = [
  { name: 'limit', takes: 'value', help: `how many, newest first (${DEFAULT_LIMIT})` },
  { name: 'pool', takes: 'value', help: 'of this pool only' },
  { name: 'account', takes: 'value', help: 'answered by this account only' },
  { name: 'model', takes: 'value', help: 'for this model only' },
  { name: 'status', takes: 'value', help: 'answered with this status only' },
  { name: 'since', takes: 'value', help: 'not before this moment (2026-11-22T08:00:00Z)' },
]

const LISTING: Listing = {
  empty: 'no requests',
  columns: [
    { title: 'ID', cell: (item) => fieldText(item, 'id') },
    { title: 'TIME (UTC)', cell: (item) => fieldMoment(item, 'time') },
    { title: 'POOL', cell: (item) => fieldText(item, 'pool') },
    { title: 'MODEL', cell: (item) => fieldText(item, 'model') },
    { title: 'STATUS', cell: (item) => fieldText(item, 'status') },
    { title: 'END', cell: (item) => fieldText(item, 'end') },
    { title: 'ACCOUNT', cell: (item) => fieldText(item, 'account') },
    { title: 'FAILOVERS', cell: (item) => fieldText(item, 'failovers') },
    { title: 'MS', cell: (item) => fieldText(item, 'durationMs') },
    { title: 'IN', cell: (item) => fieldText(item, 'usage.input') },
    { title: 'OUT', cell: (item) => fieldText(item, 'usage.output') },
    { title: 'COST', cell: (item) => toDollars(fieldNumber(item, 'cost')) },
  ],
}

const ATTEMPTS = [
  { title: 'ACCOUNT', cell: (item: unknown) => fieldText(item, 'account') },
  { title: 'WHY', cell: (item: unknown) => fieldText(item, 'reason') },
  { title: 'STARTED MS', cell: (item: unknown) => fieldText(item, 'startedMs') },
  { title: 'TOOK MS', cell: (item: unknown) => fieldText(item, 'tookMs') },
  { title: 'STATUS', cell: (item: unknown) => fieldText(item, 'status') },
  { title: 'RESULT', cell: (item: unknown) => fieldText(item, 'result') },
]

const HELD = { title: 'WAITED MS', cell: (item: unknown) => fieldText(item, 'heldMs') }

/** One account's room, as a choice saw it. */
interface Seen {
  readonly attempt: string
  readonly room: unknown
}

const ROOM_SEEN: readonly Column<Seen>[] = [
  { title: 'FOR ATTEMPT', cell: ({ attempt }) => attempt },
  { title: 'ROOM SEEN', cell: ({ room }) => fieldText(room, 'account') },
  { title: 'LEFT', cell: ({ room }) => toPercent(fieldNumber(room, 'room')) },
  { title: 'OF', cell: ({ room }) => fieldText(room, 'limit') },
  { title: 'RESERVED', cell: ({ room }) => fieldText(room, 'reserved') },
  { title: 'FITS', cell: ({ room }) => toWait(fieldNumber(room, 'waitMs')) },
]

const PASSED_OVER = [
  { title: 'PASSED OVER', cell: (item: unknown) => fieldText(item, 'account') },
  { title: 'WHY', cell: (item: unknown) => fieldText(item, 'why') },
  { title: 'UNTIL (UTC)', cell: (item: unknown) => fieldMoment(item, 'until') },
]

export const requests: Command = {
  name: 'requests',
  summary: 'lists the latest requests; with an ID shows what became of one',
  usage: ['requests', 'requests ID'],
  flags: [...FILTERS, JSON_FLAG, ...SERVER_FLAGS],
  async run(invocation) {
    const { terminal, words, flags } = invocation
    if (words.length > 1) return refuseUsage(terminal, 'requests', 'name one request')
    const [id] = words
    if (id !== undefined) return showOne(invocation, id)
    const query = new URLSearchParams({ limit: DEFAULT_LIMIT })
    for (const { name } of FILTERS) {
      const value = flags.get(name)
      if (value !== undefined) query.set(name, value)
    }
    const answer = await askServer(invocation, { method: 'GET', path: `/api/requests?${query.toString()}` })
    return answer.ok ? printList(invocation, answer.body, LISTING) : tellFailure(terminal, answer)
  },
}

async function showOne(invocation: Invocation, id: string): Promise<number> {
  const { terminal, flags } = invocation
  const answer = await askServer(invocation, { method: 'GET', path: `/api/requests/${encodeURIComponent(id)}` })
  if (!answer.ok) return tellFailure(terminal, answer)
  if (flags.has('json')) {
    terminal.out(JSON.stringify(answer.body, null, 2))
    return FINE
  }
  for (const line of layOutTable(LISTING.columns, [answer.body])) terminal.out(line)
  terminal.out('')
  const attempts = fieldList(answer.body, 'attempts')
  const waited = attempts.some((attempt) => (fieldNumber(attempt, 'heldMs') ?? 0) > 0)
  for (const line of layOutTable(waited ? [...ATTEMPTS, HELD] : ATTEMPTS, attempts)) terminal.out(line)
  const heldMs = fieldNumber(answer.body, 'noRoom.heldMs')
  if (heldMs !== null) terminal.out(heldMs === 0 ? 'nobody had room' : `nobody had room within ${heldMs} ms`)
  const seen = roomsSeen(answer.body, attempts)
  const passedOver = fieldList(answer.body, 'passedOver')
  if (seen.length > 0) for (const line of ['', ...layOutTable(ROOM_SEEN, seen)]) terminal.out(line)
  if (passedOver.length > 0) for (const line of ['', ...layOutTable(PASSED_OVER, passedOver)]) terminal.out(line)
  return FINE
}

/** What each attempt's choice saw, and what was seen when nobody had room. */
function roomsSeen(body: unknown, attempts: readonly unknown[]): readonly Seen[] {
  const seen = attempts.flatMap((attempt, index) =>
    fieldList(attempt, 'seen').map((room) => ({ attempt: String(index + 1), room })),
  )
  return [...seen, ...fieldList(body, 'noRoom.seen').map((room) => ({ attempt: 'none', room }))]
}

function toPercent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`
}

/** Of one that does not fit, how long until it does. */
function toWait(ms: number | null): string {
  if (ms === null) return '-'
  return ms === 0 ? 'now' : `in ${ms} ms`
}

function toDollars(cost: number | null): string {
  return cost === null ? '-' : `$${cost.toFixed(6)}`
}
