/** How far back the presets look, ms. */
export const SPANS = {
  '15m': { name: 'Last 15 minutes', ms: 900_000 },
  '1h': { name: 'Last hour', ms: 3_600_000 },
  '24h': { name: 'Last 24 hours', ms: 86_400_000 },
  '7d': { name: 'Last 7 days', ms: 604_800_000 },
} as const

export type Span = keyof typeof SPANS

export type Time =
  | { readonly kind: 'any' }
  | { readonly kind: 'last'; readonly span: Span }
  /** Epoch ms; `null` is open. */
  | { readonly kind: 'between'; readonly from: number | null; readonly to: number | null }

/** What requests are looked for. An empty text asks nothing. */
export interface RequestFilter {
  readonly account: string
  readonly model: string
  readonly client: string
  readonly pool: string
  /** `429`, or how it ended: `failed`. */
  readonly status: string
  readonly time: Time
}

export type TextFilter = Exclude<keyof RequestFilter, 'time'>

export const ENDS = ['ok', 'failed', 'cut', 'gone'] as const

export const NO_FILTER: RequestFilter = {
  account: '',
  model: '',
  client: '',
  pool: '',
  status: '',
  time: { kind: 'any' },
}

/** Reads the address of the page; what means nothing there is passed over. */
export function parseFilter(search: URLSearchParams): RequestFilter {
  const text = (name: string): string => search.get(name)?.trim() ?? ''
  const status = text('status') === '' ? text('end') : text('status')
  return {
    account: text('account'),
    model: text('model'),
    client: text('client'),
    pool: text('pool'),
    status: isStatus(status) ? status : '',
    time: parseTime(search),
  }
}

function parseTime(search: URLSearchParams): Time {
  const span = search.get('time') ?? ''
  if (isSpan(span)) return { kind: 'last', span }
  const from = parseMoment(search.get('from'))
  const to = parseMoment(search.get('to'))
  return from === null && to === null ? { kind: 'any' } : { kind: 'between', from, to }
}

export function isSpan(text: string): text is Span {
  return text in SPANS
}

function parseMoment(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? null : at
}

/** Whether requests can be looked for by it: a status of HTTP, or an end. */
export function isStatus(text: string): boolean {
  return /^[1-5]\d\d$/.test(text) || ENDS.some((end) => end === text)
}

/** The filter as it stands in the address. */
export function toAddress({ time, ...texts }: RequestFilter): Readonly<Record<string, string | null>> {
  return {
    ...texts,
    time: time.kind === 'last' ? time.span : null,
    from: time.kind === 'between' ? toIso(time.from) : null,
    to: time.kind === 'between' ? toIso(time.to) : null,
  }
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

type Query = Readonly<Record<string, string | number | null>>

/** The filter as `/api/events` takes it: of what has just ended the time is known. */
export function toEventsQuery({ time: _time, status, ...texts }: RequestFilter): Query {
  const isCode = /^\d/.test(status)
  return { ...texts, status: isCode ? status : null, end: isCode ? null : status }
}

/** The filter as `GET /api/requests` takes it at `now`. */
export function toRequestsQuery(filter: RequestFilter, now: number): Query {
  return { ...toEventsQuery(filter), ...toBounds(filter.time, now) }
}

function toBounds(time: Time, now: number): Query {
  switch (time.kind) {
    case 'any':
      return {}
    case 'last':
      return { since: now - SPANS[time.span].ms }
    case 'between':
      return { since: time.from, until: time.to }
  }
}

/** Whether a request that begins now would be among them. */
export function includesNow({ time }: RequestFilter, now: number): boolean {
  return time.kind !== 'between' || time.to === null || time.to > now
}

/** How many things are asked for. */
export function countFilters({ time, ...texts }: RequestFilter): number {
  return Object.values(texts).filter((text) => text !== '').length + (time.kind === 'any' ? 0 : 1)
}
