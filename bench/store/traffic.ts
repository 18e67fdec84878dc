import { createRequestIds } from '../../src/gateway/request-id.ts'
import type { AttemptRow, RequestRow } from '../../src/model/ledger.ts'
import type { Mark } from '../../src/model/outcome.ts'
import { NO_USAGE } from '../../src/model/usage.ts'
import type { Chance } from '../quality/chance.ts'
import { createChance } from '../quality/chance.ts'
import { CLIENTS, MODELS, POOLS, RARE, RARE_ONE_IN, VENDORS } from './world.ts'
import type { PoolName, WorldAccount } from './world.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
/** A failover starts about so long after the refusal before it. */
const REFUSAL_MS = 180

export interface TrafficPlan {
  readonly rows: number
  readonly days: number
  /** Epoch ms: the last request began just before it. */
  readonly until: number
  readonly accounts: readonly WorldAccount[]
}

type Pick = (roll: number) => WorldAccount

/** How an attempt that is not the last ended; the shares are of all attempts. */
const REFUSALS: readonly {
  readonly share: number
  readonly status: number
  readonly result: string
  readonly mark: Mark['kind']
}[] = [
  { share: 0.012, status: 429, result: 'limit rate_limit_error, until 37 s later', mark: 'cool' },
  { share: 0.004, status: 529, result: 'overloaded overloaded_error', mark: 'overloaded' },
  { share: 0.003, status: 500, result: 'server api_error', mark: 'failure' },
  { share: 0.0005, status: 402, result: 'credit billing_error, until 3600 s later', mark: 'cool' },
]

/** Requests as a team's day brings them, the earliest first: busy at work, quiet at night and at weekends. */
export function* createTraffic({ rows, days, until, accounts }: TrafficPlan): Generator<RequestRow> {
  const chance = createChance(7, 0)
  const nextId = createRequestIds(0)
  const pickers = createPickers(accounts)
  const minutes = days * DAY_MINUTES
  const from = Math.floor(until / MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS
  const loads = Array.from({ length: minutes }, (_, minute) => loadAt(from + minute * MINUTE_MS))
  const whole = loads.reduce((sum, load) => sum + load, 0)
  let due = 0
  let made = 0
  for (const [minute, load] of loads.entries()) {
    due += (rows * load) / whole
    const count = Math.round(due) - made
    made += count
    const at = from + minute * MINUTE_MS
    const times = Array.from({ length: count }, () => at + Math.floor(chance.next() * MINUTE_MS)).sort((a, b) => a - b)
    for (const time of times) yield createRow({ id: nextId(time), time, pickers }, chance)
  }
}

/** Relative load at a moment. */
function loadAt(time: number): number {
  const date = new Date(time)
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60
  const day = 1 + 0.85 * Math.sin(((hour - 8) / 24) * 2 * Math.PI)
  return date.getUTCDay() % 6 === 0 ? day * 0.35 : day
}

interface Beginning {
  readonly id: number
  readonly time: number
  readonly pickers: ReadonlyMap<string, Pick>
}

function createRow({ id, time, pickers }: Beginning, chance: Chance): RequestRow {
  const rare = Math.floor(chance.next() * RARE_ONE_IN)
  const pool: PoolName = chance.hits(0.6) ? 'lb' : 'accounts'
  const served = MODELS.filter(({ provider }) => pickers.has(`${pool} ${provider}`))
  const model = served[weighted(served, chance.next())] ?? MODELS[0]
  const provider = model?.provider ?? 'anthropic'
  const { protocol, path } = VENDORS[provider]
  const pick = pickers.get(rare === 1 ? 'rare' : `${pool} ${provider}`) ?? pickers.get('lb anthropic')
  const attempts: AttemptRow[] = []
  let startedMs = 0
  let account = pick?.(chance.next())
  for (const refusal of REFUSALS) {
    if (account === undefined || attempts.length > 2 || !chance.hits(refusal.share)) continue
    const { status, result, mark } = refusal
    attempts.push({ ...attemptOn(account, startedMs), tookMs: REFUSAL_MS, status, result, mark })
    startedMs += REFUSAL_MS
    const next = pick?.(chance.next())
    account = next?.id === account.id ? undefined : next
  }
  const roll = chance.next()
  const isStream = chance.hits(0.85)
  const takes = Math.min(600_000, chance.around(4_500, 0.9))
  const base = {
    id,
    time,
    pool: pick === pickers.get('rare') ? ('lb' as const) : pool,
    protocol,
    operation: 'generate' as const,
    method: 'POST',
    path,
    model: rare === 0 ? RARE.model : (model?.name ?? null),
    stream: isStream,
    client: rare === 2 ? RARE.client : (CLIENTS[Math.floor(chance.next() ** 2 * CLIENTS.length)] ?? null),
    available: 6,
    passedOver: [],
  }
  const last = attempts.at(-1)
  if (account === undefined || roll < 0.004) {
    const status = last?.status === 429 ? 429 : 503
    const error = status === 429 ? 'pool_cooling' : 'pool_exhausted'
    const none = { accountId: null, account: null, provider: null, firstByteMs: null, usage: NO_USAGE }
    return { ...base, ...none, status, end: 'failed', error, durationMs: startedMs + 2, attempts }
  }
  const answered = { accountId: account.id, account: account.name, provider }
  const began = attemptOn(account, startedMs, attempts.length > 0 ? 'failover' : undefined)
  if (roll < 0.014) {
    attempts.push({ ...began, tookMs: 90, status: 400, result: 'request invalid_request_error', mark: 'nothing' })
    return {
      ...base,
      ...answered,
      status: 400,
      end: 'failed',
      error: null,
      durationMs: startedMs + 92,
      firstByteMs: startedMs + 91,
      usage: NO_USAGE,
      attempts,
    }
  }
  const end = roll < 0.017 ? ('cut' as const) : roll < 0.025 ? ('gone' as const) : ('ok' as const)
  const tookMs = Math.round(takes)
  const words = { ok: 'success', cut: 'cut: connection lost', gone: 'the caller went away' }[end]
  const mark = ({ ok: 'success', cut: 'failure', gone: 'nothing' } as const)[end]
  attempts.push({ ...began, tookMs, status: 200, result: words, mark })
  const prompt = chance.around(9_000, 1.1)
  const isCached = provider === 'anthropic' && chance.hits(0.7)
  return {
    ...base,
    ...answered,
    status: 200,
    end,
    error: null,
    durationMs: startedMs + tookMs,
    firstByteMs: startedMs + Math.round(Math.min(tookMs, chance.around(700, 0.5))),
    usage:
      end === 'gone'
        ? NO_USAGE
        : {
            input: Math.round(isCached ? prompt * 0.1 : prompt),
            output: Math.round(chance.around(350, 0.9)),
            cacheRead: isCached ? Math.round(prompt * 0.8) : 0,
            cacheWrite5m: isCached ? Math.round(prompt * 0.1) : 0,
            cacheWrite1h: 0,
          },
    attempts,
  }
}

function attemptOn(account: WorldAccount, startedMs: number, reason?: 'failover') {
  const { id: accountId, name, provider, pool } = account
  return {
    accountId,
    account: name,
    provider,
    startedMs,
    reason: reason ?? (pool === 'lb' ? 'round-robin' : 'session'),
  }
}

function createPickers(accounts: readonly WorldAccount[]): ReadonlyMap<string, Pick> {
  const pickers = new Map<string, Pick>()
  for (const pool of POOLS) {
    const own = accounts.filter((account) => account.pool === pool && account.weight > 0)
    for (const [provider, able] of Map.groupBy(own, (account) => account.provider)) {
      const [first] = able
      if (first !== undefined) pickers.set(`${pool} ${provider}`, (roll) => able[weighted(able, roll)] ?? first)
    }
  }
  const rare = accounts.find(({ name }) => name === RARE.account)
  if (rare !== undefined) pickers.set('rare', () => rare)
  return pickers
}

const sums = new WeakMap<object, number>()

/** The place that a roll from 0 to 1 falls on. */
function weighted(of: readonly { readonly weight: number }[], roll: number): number {
  let whole = sums.get(of)
  if (whole === undefined) sums.set(of, (whole = of.reduce((sum, { weight }) => sum + weight, 0)))
  let left = roll * whole
  for (const [place, { weight }] of of.entries()) {
    left -= weight
    if (left < 0) return place
  }
  return of.length - 1
}
