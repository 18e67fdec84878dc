import { fieldList, fieldNumber, fieldText } from '../fields.ts'
import type { ServerEvent } from '../events/read-events.ts'

const SORTS = ['as configured', 'by share', 'by room', 'by name'] as const

type Sort = (typeof SORTS)[number]

/** Whether events come. */
type Connection = { readonly kind: 'live' } | { readonly kind: 'lost'; readonly why: string }

/** All that the live view shows. */
export interface TopState {
  readonly server: string
  readonly connection: Connection
  /** As `GET /api/overview` answers it; `null` before the first. */
  readonly overview: unknown
  /** As `GET /api/accounts` answers them, by id, in configured order. */
  readonly accounts: ReadonlyMap<string, unknown>
  /** Requests that failed or that another account took over, the newest first. */
  readonly happenings: readonly unknown[]
  readonly isPaused: boolean
  /** Id of the account that stands out; `null` where none does. */
  readonly selected: string | null
  readonly sort: Sort
}

/** Far more than any terminal shows. */
const MAX_HAPPENINGS = 50

export function createTopState(server: string): TopState {
  return {
    server,
    connection: { kind: 'live' },
    overview: null,
    accounts: new Map(),
    happenings: [],
    isPaused: false,
    selected: null,
    sort: 'as configured',
  }
}

/** What an event changes. Events that are not known change nothing. */
export function onServerEvent(state: TopState, { name, data }: ServerEvent): TopState {
  switch (name) {
    case 'overview':
      return { ...state, overview: data }
    case 'accounts': {
      const accounts = new Map(state.accounts)
      for (const item of fieldList(data, 'items')) accounts.set(fieldText(item, 'id'), item)
      for (const id of fieldList(data, 'removed')) accounts.delete(String(id))
      return { ...state, accounts }
    }
    case 'requests':
      return withRequests(state, fieldList(data, 'items'))
    default:
      return state
  }
}

/** `items` are the oldest first. */
export function withRequests(state: TopState, items: readonly unknown[]): TopState {
  const happened = items.filter((item) => isHappening(item)).toReversed()
  if (happened.length === 0) return state
  return { ...state, happenings: [...happened, ...state.happenings].slice(0, MAX_HAPPENINGS) }
}

function isHappening(request: unknown): boolean {
  const end = fieldText(request, 'end')
  return (fieldNumber(request, 'failovers') ?? 0) > 0 || end === 'failed' || end === 'cut'
}

/** What a key does to what is shown; `quit` ends it. */
export function onKey(state: TopState, key: string): TopState | 'quit' {
  switch (key) {
    case 'q':
    case 'Q':
    // Ctrl-C, which is a key like others while keys are read as they are pressed.
    case '\u0003':
      return 'quit'
    case 'p':
    case ' ':
      return { ...state, isPaused: !state.isPaused }
    case 's':
      return { ...state, sort: SORTS[(SORTS.indexOf(state.sort) + 1) % SORTS.length] ?? 'as configured' }
    case 'j':
    case '\u001B[B':
      return move(state, 1)
    case 'k':
    case '\u001B[A':
      return move(state, -1)
    default:
      return state
  }
}

function move(state: TopState, by: number): TopState {
  const ids = sortedAccounts(state).map((account) => fieldText(account, 'id'))
  const at = state.selected === null ? (by > 0 ? -1 : ids.length) : ids.indexOf(state.selected)
  const next = ids[Math.min(ids.length - 1, Math.max(0, at + by))]
  return next === undefined ? state : { ...state, selected: next }
}

export function sortedAccounts(state: TopState): readonly unknown[] {
  const accounts = [...state.accounts.values()]
  switch (state.sort) {
    case 'as configured':
      return accounts
    case 'by share': {
      const shares = sharesOf(state.overview)
      const shareOf = (account: unknown) => shares.get(fieldText(account, 'id')) ?? 0
      return accounts.toSorted((a, b) => shareOf(b) - shareOf(a))
    }
    case 'by room':
      return accounts.toSorted((a, b) => usedOf(b) - usedOf(a))
    case 'by name':
      return accounts.toSorted((a, b) => fieldText(a, 'name').localeCompare(fieldText(b, 'name')))
  }
}

/** Share of each account in its pool's attempts of the last minute, by id, as far as it is told. */
export function sharesOf(overview: unknown): ReadonlyMap<string, number> {
  const accounts = fieldList(overview, 'pools').flatMap((pool) => fieldList(pool, 'accounts'))
  return new Map(accounts.map((account) => [fieldText(account, 'id'), fieldNumber(account, 'share') ?? 0]))
}

/** Of its tightest limit. */
function usedOf(account: unknown): number {
  return Math.max(0, ...fieldList(account, 'limits').map((limit) => fieldNumber(limit, 'utilization') ?? 0))
}
