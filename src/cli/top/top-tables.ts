import { nameLimit, tellReset, tightestLimit, toGauge, toneOfLimit } from '../accounts/tightest.ts'
import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import { toBar } from '../look/bars.ts'
import { joinSpans, plain } from '../look/spans.ts'
import { toState, toneOfState } from '../look/states.ts'
import { toDuration, toRelative, toSpan } from '../look/times.ts'
import type { View } from '../look/view.ts'
import { type Column, layOutTable } from '../table.ts'
import { sharesOf, sortedAccounts, type TopState } from './top-state.ts'

const BAR_WIDTH = 10

/** The pools, and who carries each. */
export function toPools({ overview }: TopState, view: View): readonly string[] {
  const columns: readonly Column<unknown>[] = [
    { title: 'POOL', cell: (pool) => fieldText(pool, 'name') },
    {
      title: 'STRATEGY',
      cell: (pool) => (fieldText(pool, 'enabled') === 'false' ? 'off' : fieldText(pool, 'strategy')),
    },
    {
      title: 'SERVING',
      align: 'right',
      cell: (pool) => `${fieldText(pool, 'activeAccounts')} of ${fieldText(pool, 'totalAccounts')}`,
      tone: (pool) =>
        fieldNumber(pool, 'activeAccounts') === 0 && fieldNumber(pool, 'totalAccounts') !== 0 ? 'bad' : null,
    },
    { title: 'REQ/S', align: 'right', cell: (pool) => (fieldNumber(pool, 'requestsPerSecond') ?? 0).toFixed(1) },
    { title: 'WAITING', align: 'right', cell: (pool) => fieldText(pool, 'waiting') },
  ]
  return layOutTable(columns, fieldList(overview, 'pools'), view)
}

/** The accounts, as many as there is room for, the selected one among them. The first line is the titles. */
export function toAccounts(state: TopState, rows: number, view: View): readonly string[] {
  const shares = sharesOf(state.overview)
  const all = sortedAccounts(state)
  const isSelected = (account: unknown) => fieldText(account, 'id') === state.selected
  const columns: readonly Column<unknown>[] = [
    {
      title: '  ACCOUNT',
      cell: (account) => `${isSelected(account) ? '▸' : ' '} ${fieldText(account, 'name')}`,
      tone: (account) => (isSelected(account) ? 'strong' : null),
    },
    { title: 'POOL', cell: (account) => fieldText(account, 'pool'), rank: 3 },
    {
      title: 'STATE',
      cell: (account) => toStateUntil(account, view),
      tone: (account) => toneOfState(fieldText(account, 'state')),
    },
    { title: 'SHARE', cell: (account) => toShare(shares.get(fieldText(account, 'id')) ?? null), tone: () => 'accent' },
    { title: 'IN FLIGHT', align: 'right', cell: (account) => fieldText(account, 'inFlight'), rank: 2 },
    {
      title: 'TIGHTEST LIMIT',
      cell: (account) => toLimit(account, view.now),
      tone: (account) => toneOfLimit(tightestLimit(account)),
    },
    { title: 'SESSION', cell: (account) => toSession(account, view.now), rank: 1 },
  ]
  const lines = layOutTable(columns, all, view)
  const [titles = '', ...body] = lines
  const room = Math.max(1, rows - 1)
  if (body.length <= room) return lines
  // One line tells of the others.
  const shown = Math.max(1, room - 1)
  const at = all.findIndex((account) => isSelected(account))
  const first = Math.min(body.length - shown, Math.max(0, at - Math.floor(shown / 2)))
  const others = body.length - shown
  return [titles, ...body.slice(first, first + shown), `  … and ${others} more`]
}

/** What a person should look at, in words. */
export function toAttention({ overview }: TopState, view: View): readonly string[] {
  const width = view.width ?? 0
  return fieldList(overview, 'attention').map((row) => {
    const level = fieldText(row, 'level')
    const symbol = toState(level, view).split(' ')[0] ?? ''
    return joinSpans([{ text: `${symbol} `, tone: toneOfState(level) }, plain(fieldText(row, 'text'))], width, view)
  })
}

/** Requests that failed, or that another account took over. */
export function toHappenings({ happenings }: TopState, view: View): readonly string[] {
  const width = view.width ?? 0
  return happenings.map((request) => {
    const end = fieldText(request, 'end')
    const failovers = fieldNumber(request, 'failovers') ?? 0
    const error = fieldText(request, 'error')
    const began = fieldNumber(request, 'time') ?? view.now
    const what = [
      toRelative(began, view.now).padEnd(9),
      fieldText(request, 'status'),
      fieldText(request, 'account'),
      fieldText(request, 'model'),
      ...(failovers > 0 ? [`${failovers} ${failovers === 1 ? 'failover' : 'failovers'}`] : []),
      ...toMissed(request),
      ...(error === '-' ? [] : [error]),
      `in ${toDuration(fieldNumber(request, 'durationMs') ?? 0)}`,
      fieldText(request, 'id'),
    ].join('  ')
    const symbol = toState(end, view).split(' ')[0] ?? ''
    return joinSpans([{ text: `${symbol} `, tone: toneOfState(end) }, plain(what)], width, view)
  })
}

/** `main: limit met`, once of each account. */
function toMissed(request: unknown): readonly string[] {
  const whys = new Map(fieldList(request, 'missed').map((one) => [fieldText(one, 'account'), fieldText(one, 'why')]))
  return whys.size === 0 ? [] : [[...whys].map(([account, why]) => `${account}: ${why}`).join(', ')]
}

function toStateUntil(account: unknown, view: View): string {
  const until = fieldNumber(account, 'until')
  const state = toState(fieldText(account, 'state'), view)
  return until === null || until <= view.now ? state : `${state} ${toSpan(until - view.now)}`
}

function toShare(share: number | null): string {
  return share === null ? '-' : `${toBar(share, BAR_WIDTH)} ${Math.round(share * 100)} %`
}

function toLimit(account: unknown, now: number): string {
  const limit = tightestLimit(account)
  if (limit === null) return '-'
  const reset = tellReset(limit, now)
  return `${toGauge(limit, BAR_WIDTH)} ${nameLimit(limit)}${reset === null ? '' : `, ${reset}`}`
}

function toSession(account: unknown, now: number): string {
  const ends = fieldNumber(account, 'session.endsAt')
  return ends === null || ends <= now ? '-' : `${toSpan(ends - now)} left`
}
