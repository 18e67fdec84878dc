import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import { toAmount, toDollars } from '../look/amounts.ts'
import { toState, toneOfState } from '../look/states.ts'
import { toDuration, toMoment, toUtc } from '../look/times.ts'
import { paint, type Tone } from '../look/tone.ts'
import { isForPeople, type View } from '../look/view.ts'
import { wrapTo } from '../look/wrap.ts'
import { promptOf } from '../prompt-tokens.ts'
import { type Column, layOutPairs, layOutTable } from '../table.ts'

/** Something of the trace on the common axis. */
interface Mark {
  readonly what: string
  readonly account: string
  readonly why: string
  readonly bar: string
  readonly at: number | null
  readonly tookMs: number | null
  readonly status: string
  readonly result: string
  readonly tone: Tone | null
}

/** Columns of the axis, by the terminal's. */
const AXIS = { least: 12, most: 40, share: 0.25, piped: 30 } as const

/** What became of a request, as `GET /api/requests/:id` tells it: who was considered, tried and when, and what it came to. */
export function toTimeline(detail: unknown, view: View): readonly string[] {
  const passedOver = fieldList(detail, 'passedOver')
  return [
    ...toHead(detail, view),
    '',
    ...layOutPairs([['considered', tellAvailable(detail)]], view),
    ...(passedOver.length === 0 ? [] : layOutTable(passedColumns(view), passedOver, view)),
    '',
    ...layOutTable(markColumns(detail, view), toMarks(detail, view), view),
    ...tellNoRoom(detail),
    '',
    ...layOutPairs(
      [
        ['tokens', tellTokens(detail, view)],
        ['cost', toDollars(fieldNumber(detail, 'cost'), view)],
      ],
      view,
    ),
  ]
}

function toHead(detail: unknown, view: View): readonly string[] {
  const end = fieldText(detail, 'end')
  const failovers = fieldNumber(detail, 'failovers') ?? 0
  const ms = fieldNumber(detail, 'durationMs')
  const client = fieldText(detail, 'client')
  const error = fieldText(detail, 'error')
  const state = paint(toState(end, view), toneOfState(end), view)
  const outcome = [
    `${state} ${fieldText(detail, 'status')}`,
    ...(error === '-' ? [] : [error]),
    `by ${fieldText(detail, 'account')}${failovers === 0 ? '' : ` after ${failovers} ${failovers === 1 ? 'failover' : 'failovers'}`}`,
    ...(ms === null ? [] : [`in ${toDuration(ms)}`]),
    `begun ${isForPeople(view) ? toMoment(fieldNumber(detail, 'time'), view) : `${toUtc(fieldNumber(detail, 'time'))} UTC`}`,
  ]
  const asked = [
    `${fieldText(detail, 'method')} ${fieldText(detail, 'path')}`,
    `model ${fieldText(detail, 'model')}`,
    `pool ${fieldText(detail, 'pool')}`,
    ...(client === '-' ? [] : [`client ${client}`]),
  ]
  return [fieldText(detail, 'id'), ...wrapTo(asked.join(', '), view.width), ...wrapTo(outcome.join(', '), view.width)]
}

function tellAvailable(detail: unknown): string {
  const available = fieldNumber(detail, 'available')
  if (available === null) return '-'
  return available === 1 ? '1 account could serve it' : `${available} accounts could serve it`
}

function passedColumns(view: View): readonly Column<unknown>[] {
  return [
    { title: 'PASSED OVER', cell: (item) => fieldText(item, 'account') },
    { title: 'WHY', cell: (item) => fieldText(item, 'why') },
    {
      title: isForPeople(view) ? 'UNTIL' : 'UNTIL (UTC)',
      cell: (item) => toMoment(fieldNumber(item, 'until'), view),
    },
  ]
}

function markColumns(detail: unknown, view: View): readonly Column<Mark>[] {
  const total = fieldNumber(detail, 'durationMs') ?? 0
  return [
    { title: 'TRACE', cell: ({ what }) => what },
    { title: 'ACCOUNT', cell: ({ account }) => account },
    { title: 'WHY', cell: ({ why }) => why },
    { title: `0 to ${toDuration(total)}`, whole: true, cell: ({ bar }) => bar, tone: ({ tone }) => tone },
    { title: 'AT', align: 'right', cell: ({ at }) => toSpanOrNothing(at), rank: 1 },
    { title: 'TOOK', align: 'right', cell: ({ tookMs }) => toSpanOrNothing(tookMs) },
    { title: 'STATUS', align: 'right', cell: ({ status }) => status },
    { title: 'RESULT', cell: ({ result }) => result, tone: ({ tone }) => (view.colour ? tone : null) },
  ]
}

function toSpanOrNothing(ms: number | null): string {
  return ms === null ? '' : toDuration(ms)
}

function toMarks(detail: unknown, view: View): readonly Mark[] {
  const attempts = fieldList(detail, 'attempts')
  const ends = attempts.map((one) => (fieldNumber(one, 'startedMs') ?? 0) + (fieldNumber(one, 'tookMs') ?? 0))
  const total = Math.max(1, fieldNumber(detail, 'durationMs') ?? 0, ...ends)
  const axis = { total, width: axisWidth(view) }
  const firstByte = fieldNumber(detail, 'firstByteMs')
  const end = fieldText(detail, 'end')
  const none = { account: '', why: '', tookMs: null, status: '' }
  return [
    ...attempts.map((attempt, index) => toAttempt(attempt, index + 1, axis)),
    ...(firstByte === null
      ? []
      : [{ ...none, what: 'first byte', bar: toPoint(firstByte, axis), at: firstByte, result: '', tone: null }]),
    {
      ...none,
      what: 'end',
      bar: toPoint(fieldNumber(detail, 'durationMs') ?? 0, axis),
      at: fieldNumber(detail, 'durationMs'),
      status: fieldText(detail, 'status'),
      result: end,
      tone: toneOfState(end),
    },
  ]
}

interface Axis {
  /** Ms that it stands for. */
  readonly total: number
  /** Columns. */
  readonly width: number
}

function toAttempt(attempt: unknown, number: number, axis: Axis): Mark {
  const startedMs = fieldNumber(attempt, 'startedMs') ?? 0
  const tookMs = fieldNumber(attempt, 'tookMs') ?? 0
  const heldMs = fieldNumber(attempt, 'heldMs') ?? 0
  const result = fieldText(attempt, 'result')
  const why = fieldText(attempt, 'reason')
  return {
    what: `attempt ${number}`,
    account: fieldText(attempt, 'account'),
    why: heldMs > 0 ? `${why}, waited ${toDuration(heldMs)}` : why,
    bar: toStretch({ heldMs, startedMs, tookMs }, axis),
    at: startedMs,
    tookMs,
    status: fieldText(attempt, 'status'),
    result,
    tone: result === 'success' ? 'good' : 'bad',
  }
}

/** `··▒▒████···`: waited, then under way. */
function toStretch(
  { heldMs, startedMs, tookMs }: { readonly heldMs: number; readonly startedMs: number; readonly tookMs: number },
  { total, width }: Axis,
): string {
  const column = (ms: number) => Math.min(width - 1, Math.max(0, Math.floor((ms / total) * width)))
  const [waits, starts] = [column(startedMs - heldMs), column(startedMs)]
  const ends = Math.max(starts + 1, Math.min(width, Math.round(((startedMs + tookMs) / total) * width)))
  const waited = heldMs > 0 ? starts - waits : 0
  const before = '·'.repeat(starts - waited)
  return `${before}${'▒'.repeat(waited)}${'█'.repeat(ends - starts)}${'·'.repeat(width - ends)}`
}

function toPoint(ms: number, { total, width }: Axis): string {
  const at = Math.min(width - 1, Math.max(0, Math.floor((ms / total) * width)))
  return `${'·'.repeat(at)}▲${'·'.repeat(width - 1 - at)}`
}

function axisWidth({ width }: View): number {
  if (width === null) return AXIS.piped
  return Math.min(AXIS.most, Math.max(AXIS.least, Math.floor(width * AXIS.share)))
}

function tellNoRoom(detail: unknown): readonly string[] {
  const heldMs = fieldNumber(detail, 'noRoom.heldMs')
  if (heldMs === null) return []
  return [heldMs === 0 ? 'nobody had room' : `nobody had room within ${heldMs} ms`]
}

/** `4620 in (4200 read from a cache, 300 written to one for 5 min), 60 out` */
function tellTokens(detail: unknown, view: View): string {
  const amountOf = (count: number | null, words: string) =>
    count === null ? [] : [`${toAmount(count, view)} ${words}`]
  const cached = [
    ['cacheRead', 'read from a cache'],
    ['cacheWrite5m', 'written to one for 5 min'],
    ['cacheWrite1h', 'for 1 h'],
  ] as const
  const parts = cached.flatMap(([field, words]) => amountOf(fieldNumber(detail, `usage.${field}`) || null, words))
  const within = parts.length === 0 ? '' : ` (${parts.join(', ')})`
  const told = [
    ...amountOf(promptOf(detail, 'usage.'), `in${within}`),
    ...amountOf(fieldNumber(detail, 'usage.output'), 'out'),
  ]
  return told.length === 0 ? '-' : told.join(', ')
}
