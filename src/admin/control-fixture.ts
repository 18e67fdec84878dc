import { createHash, randomBytes } from 'node:crypto'
import { budgetsOf } from '../accounts/budgets-of.ts'
import { createKeyLimits } from '../accounts/key-limits.ts'
import { createClientKeys } from '../accounts/client-keys.ts'
import { mintClientKey, type ClientKeySpec } from '../accounts/mint-client-key.ts'
import { createSessionBook } from '../accounts/session-book.ts'
import { createBoard, type Board } from '../balancer/board.ts'
import type { RequestHead } from '../gateway/request-head.ts'
import { createUuids } from '../gateway/uuids.ts'
import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import type { StoredAuditEntry } from '../model/audit.ts'
import type { KeySpend } from '../model/key-spend.ts'
import type { ClientKeyRecord } from '../model/client-key.ts'
import type { StoredRequest } from '../model/ledger-queries.ts'
import { Secret } from '../model/secret.ts'
import type { SettingSource } from '../model/settings.ts'
import type { RequestRow } from '../model/ledger.ts'
import { WHOLE } from '../model/unreached.ts'
import { LiveBook } from '../telemetry/live-book.ts'
import { RowFollowers } from '../telemetry/row-follower.ts'
import { ChangeNotes } from './change-notes.ts'
import { createControlApi } from './control-api.ts'
import { ledgerOf } from './ledger-fixture.ts'
import type { ControlDeps, SettingChange } from './ports.ts'
import { applied, createSettings } from './settings-fixture.ts'
import { createTimers } from './timers-fixture.ts'
import { viewBoards } from './view-boards.ts'
import { wholeLedger } from './whole-ledger.ts'

/* A control API for tests: real boards and real keys, with memory where a runtime has a disk. */

export const NOW = 1_800_000_000_000
export const UUID = '0b6f2a52-9d0e-4c57-a86f-7e1f1a0c9d11'
export const SECRET = 'sk-ant-api03-0123456789-canary-abcdef'

const LOCAL: RequestHead = {
  path: '/',
  query: '',
  headers: ['host', 'localhost:8080'],
  httpVersion: '1.1',
  peer: '127.0.0.1',
  tls: false,
}

export interface Sent {
  readonly method?: string
  readonly json?: unknown
  readonly body?: string
  readonly contentType?: string
  /** A client key. */
  readonly key?: string
  /** Where the request comes from. */
  readonly head?: Partial<RequestHead>
}

export interface FixtureOptions {
  readonly keys?: readonly ClientKeyRecord[]
  readonly spends?: readonly KeySpend[]
  readonly accounts?: readonly Account[]
  readonly sources?: ReadonlyMap<string, SettingSource>
  readonly rows?: readonly StoredRequest[]
  readonly adminKey?: string
  /** What a runtime would give, in the place of what is here. */
  readonly deps?: Partial<ControlDeps>
  /** What becomes of a change of a setting; by default it is kept. */
  readonly onChange?: (values: ReadonlyMap<string, unknown>) => SettingChange
}

export function createFixture(options: FixtureOptions = {}) {
  const clock = { now: NOW, draining: false }
  let settings = createSettings({
    accounts: options.accounts ?? [account('key-1'), account('key-2'), account('mine', { pool: 'accounts' })],
    sources: options.sources ?? new Map(),
    loadBalancer: { enabled: true, uuids: [UUID] },
  })
  const boards = new Map<string, Board>(
    settings.pools.map((policy) => [
      policy.name,
      createBoard(
        policy,
        settings.accounts.filter((account) => account.pool === policy.name),
      ),
    ]),
  )
  const limits = createKeyLimits({ kept: options.spends ?? [], timeZone: () => 'UTC', onSpend: () => {} })
  const stored = new Map((options.keys ?? []).map((record) => [record.id, record]))
  const written: ReadonlyMap<string, unknown>[] = []
  const bugs: unknown[] = []
  const warnings: string[] = []
  const audited: StoredAuditEntry[] = []
  const sessions = createSessionBook([])
  const book = new LiveBook()
  const followers = new RowFollowers()
  const closing = new AbortController()
  const timers = createTimers(clock)
  const deps: ControlDeps = {
    version: '1.2.3',
    gate: {
      uuids: createUuids([UUID]),
      keys: createClientKeys({
        hash: sha256,
        records: [...stored.values()],
        environmentKey: options.adminKey === undefined ? null : new Secret(options.adminKey),
        onUsed: () => {},
      }),
      open: 'loopback',
      rates: 'here',
    },
    settings: () => settings,
    boards: () => boards,
    accounts: NO_ACCOUNTS,
    checkAccount: async () => ({ result: 'unreachable', status: null, tookMs: 0, detail: 'no vendor is asked here' }),
    views: (now) => viewBoards(deps.boards(), now),
    ledger: wholeLedger(ledgerOf(options.rows ?? [])),
    live: {
      figures: (now) => ({ ...book.read(now), ...WHOLE }),
      follow: () => {
        const follower = followers.begin()
        return {
          next: () => follower.take(),
          priced: (rows) => rows.map((row) => ({ ...row, cost: null })),
          end: () => followers.end(follower),
        }
      },
    },
    attention: () => [],
    listening: { tickMs: 100, longestMs: null, closing: closing.signal, every: timers.every, refresh: () => {} },
    changes: new ChangeNotes(),
    requests: 'together',
    startedAt: NOW,
    metrics: () => [],
    snapshot: async () => null,
    keyStore: {
      insert: async (record) => void stored.set(record.id, record),
      delete: async (id) => void stored.delete(id),
    },
    sessions: {
      find: (hash, now) => sessions.find(hash, now),
      insert: async (record) => sessions.add(record),
      delete: async (hash) => sessions.remove(hash),
      touch: (hash, at) => sessions.touch(hash, at),
    },
    audit: {
      record: async (entry) => void audited.unshift({ ...entry, id: audited.length + 1 }),
      list: async ({ limit, cursor }) => {
        const older = audited.filter(({ id }) => id < Number(cursor ?? Infinity))
        const items = older.slice(0, limit)
        return { items, next: items.length < older.length ? String(items.at(-1)?.id) : null }
      },
    },
    budgets: (keys) => budgetsOf(keys, limits, clock.now),
    testAlert: async () => ({ kind: 'unset' }),
    modelPrices: async () => [],
    changeSettings: async (values) => {
      const change = options.onChange?.(values) ?? { kind: 'changed' }
      if (change.kind === 'changed')
        settings = { ...settings, pools: settings.pools.map((pool) => applied(pool, values)) }
      for (const policy of settings.pools) boards.get(policy.name)?.setPolicy(policy, clock.now)
      written.push(values)
      return change
    },
    hash: sha256,
    random: (length) => randomBytes(length),
    now: () => clock.now,
    draining: () => clock.draining,
    warn: (message) => void warnings.push(message),
    onBug: (error) => void bugs.push(error),
    ...options.deps,
  }
  const api = createControlApi(deps)

  async function send(path: string, sent: Sent = {}): Promise<Response> {
    const body = sent.json === undefined ? sent.body : JSON.stringify(sent.json)
    const type = sent.contentType ?? (sent.json === undefined ? undefined : 'application/json')
    const request = new Request(`http://localhost:8080${path}`, {
      method: sent.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: type === undefined ? {} : { 'content-type': type },
      ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
    })
    const credential = sent.key === undefined ? [] : ['authorization', `Bearer ${sent.key}`]
    const head = { ...LOCAL, path, ...sent.head }
    return api.fetch(request, { head: { ...head, headers: [...head.headers, ...credential] } })
  }

  /** Requests end. */
  function finish(...rows: readonly RequestRow[]): void {
    book.add(rows, clock.now)
    followers.add(rows)
  }

  return {
    deps,
    send,
    boards,
    stored,
    written,
    bugs,
    warnings,
    audited,
    clock,
    finish,
    advance: timers.advance,
    every: timers.every,
    closing,
    timers: timers.waiting,
  }
}

/** None but those of the settings: `stored-accounts-fixture.ts` has others. */
const NO_ACCOUNTS: ControlDeps['accounts'] = {
  find: () => null,
  add: async () => ({ kind: 'refused', sentences: ['nothing is kept here'] }),
  change: async () => ({ kind: 'unknown' }),
  remove: async () => ({ kind: 'unknown' }),
  tokens: async () => new Map(),
  beginSignIn: async () => ({ kind: 'refused', sentences: ['nothing is kept here'] }),
  completeSignIn: async () => ({ kind: 'unknown' }),
}

export function mint(spec: Partial<ClientKeySpec> = {}) {
  const whole: ClientKeySpec = {
    name: 'laptop',
    scopes: ['call'],
    pools: [],
    models: [],
    expiresAt: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    budget: null,
    ...spec,
  }
  return mintClientKey(whole, { random: (length) => randomBytes(length), hash: sha256, now: NOW })
}

export function account(name: string, change: Partial<Account> = {}): Account {
  return {
    id: sha256(name).slice(0, 24) as AccountId,
    name,
    pool: 'lb',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl: 'https://api.anthropic.com',
    kind: 'api_key',
    credential: new Secret(SECRET),
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'environment',
    allowPrivate: true,
    needsSignIn: null,
    caps: NO_CAPS,
    ...change,
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
