import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createClientKeys } from '../../accounts/client-keys.ts'
import type { AccountService } from '../../accounts/account-service.ts'
import { budgetsOf } from '../../accounts/budgets-of.ts'
import { createKeyLimits } from '../../accounts/key-limits.ts'
import { createControlApi } from '../../admin/control-api.ts'
import { viewBoards } from '../../admin/view-boards.ts'
import { wholeLedger } from '../../admin/whole-ledger.ts'
import { toOwnMarks, toRefusalMarks } from '../../gateway/answer-marks.ts'
import type { Gate } from '../../gateway/authenticate.ts'
import { BodyLedger } from '../../gateway/body-ledger.ts'
import { AMBIGUOUS_PATH } from '../../gateway/call-errors.ts'
import type { Log } from '../../gateway/log.ts'
import { createAccountCheck } from '../../gateway/check-account.ts'
import { createCredentials } from '../../gateway/credentials.ts'
import { guessProtocol, planCall } from '../../gateway/plan-call.ts'
import type { RequestHead } from '../../gateway/request-head.ts'
import { createRequestIds } from '../../gateway/request-id.ts'
import { createRequestEvents } from '../../gateway/request-log.ts'
import { isUnderApi, parseTarget } from '../../gateway/target.ts'
import { createUuids } from '../../gateway/uuids.ts'
import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { SessionRecord } from '../../model/session.ts'
import type { KeySpend } from '../../model/key-spend.ts'
import type { Settings } from '../../model/settings.ts'
import type { Store } from '../../stores/store.ts'
import { createControlServer } from './control-server.ts'
import type { AlertFile } from './files/alert-file.ts'
import { sha256 } from './files/load-node-settings.ts'
import type { LiveSettings } from './live-settings.ts'
import { NodeHead } from './node-head.ts'
import { createNodeSessions } from './node-sessions.ts'
import { createNodeStoredAccounts } from './node-stored-accounts.ts'
import { createNodeTelemetry } from './node-telemetry.ts'
import { orUnavailable } from './or-unavailable.ts'
import type { Pools } from './pools.ts'
import type { Prices } from './prices.ts'
import type { LoadedSite } from './site-folder.ts'
import { DataPlane } from './server/data-plane.ts'
import type { Tls } from './server/http-server.ts'
import { createHttpServer } from './server/http-server.ts'
import { serveSite } from './server/serve-site.ts'
import type { UnreadBodies } from './server/unread-bodies.ts'
import { Visits } from './server/visits.ts'
import { connectionKey, toConnectionOptions } from './upstream/connection-options.ts'
import { Connections } from './upstream/connections.ts'
import { createSideFetch } from './upstream/side-fetch.ts'
import type { Watcher } from './watcher.ts'
import { VERSION } from '../version.ts'

export interface GatewayParts {
  readonly live: LiveSettings
  readonly store: Store
  readonly pools: Pools
  readonly accounts: AccountService
  readonly log: Log
  /** The client keys that are stored. */
  readonly keys: readonly ClientKeyRecord[]
  /** Whether any is stored, or ever was: then there is no open mode. */
  readonly hadKeys: boolean
  /** Dashboards' sessions that are stored. */
  readonly sessions: readonly SessionRecord[]
  /** What is stored of the keys with a budget. */
  readonly spends: readonly KeySpend[]
  readonly prices: Prices
  /** Which alerts were told; `null` where nobody is told. */
  readonly alertFile: AlertFile | null
  readonly tls: Tls | null
  /** The dashboard; `null` where none was built. */
  readonly site: LoadedSite | null
}

/** The gateway as a server of node's: not listening yet. */
export interface GatewayServer {
  readonly server: Server
  /** Requests whose bodies have not come whole. */
  readonly unread: UnreadBodies
  readonly dataPlane: DataPlane
  readonly gate: Gate
  /** What a person should look at, and who is told. */
  readonly watcher: Watcher
  /** Asks the control API without a connection: for commands, while they hold the state folder. */
  control(request: Request, head: RequestHead): Promise<Response>
  /** Goes by other settings from now on; calls under way end as they began. */
  apply(settings: Settings): void
  /** The configuration was read again. */
  onReloaded(): void
  /** From now on `/health` says that it is going, and nobody listens to events any more. */
  beginDrain(): void
  /** Lets go of idle connections to the vendors. */
  close(): void
}

/** How often connections that closed while idle are forgotten, ms. */
const SWEEP_EVERY_MS = 10_000
/** How often it is looked for tokens that age although no call asks for them, ms. */
const TEND_EVERY_MS = 30_000

const now = (): number => Date.now()

/** Puts the rooms together. */
export function createGatewayServer(parts: GatewayParts): GatewayServer {
  const { live, store, pools, accounts, log, prices, site } = parts
  const nextRequestId = createRequestIds(store.lastRequestId())
  let draining = false

  let uuids = createUuids(live.now.loadBalancer.uuids)
  const gate: Gate = {
    get uuids() {
      return uuids
    },
    keys: createClientKeys({
      hash: sha256,
      records: parts.keys,
      environmentKey: live.now.adminKey,
      onUsed: (id, at) => store.keys.touch(id, at),
    }),
    open: 'loopback',
    rates: 'here',
  }
  if (parts.hadKeys) gate.keys.begin()
  const limits = createKeyLimits({
    kept: parts.spends,
    timeZone: () => live.now.timeZone,
    onSpend(id) {
      const spend = limits.totalOf(id)
      if (spend !== null) store.keys.saveSpend(spend)
    },
  })
  const connections = new Connections(toConnectionOptions(live.now))
  let configured = connectionKey(live.now)
  const bodies = new BodyLedger(live.now.maxBufferedBytes)
  const sweeping = setInterval(() => connections.sweep(), SWEEP_EVERY_MS).unref()
  const tending = setInterval(() => void accounts.tokens.tend(), TEND_EVERY_MS).unref()
  const telemetry = createNodeTelemetry({
    settings: () => live.now,
    pools,
    keys: gate.keys,
    limits,
    log,
    file: parts.alertFile,
    store,
    server: () => ({ inFlight: dataPlane.inFlight, bodiesHeld: bodies.held, bodiesLimit: bodies.limit }),
  })
  const credentials = createCredentials(accounts.tokens)
  const events = createRequestEvents(log, telemetry.ledger)
  const dataPlane = new DataPlane({
    settings: () => live.now,
    gate,
    limits: { limits, priceOf: prices.priceOf, boundOf: prices.boundOf },
    pool: (name) => pools.get(name),
    connections,
    credentials,
    bodies,
    events: {
      ...events,
      onRefused(id, head, error) {
        telemetry.refusals.count(error.code)
        events.onRefused(id, head, error)
      },
    },
    nextRequestId,
    now,
  })
  const controlApi = createControlApi({
    version: VERSION,
    gate,
    settings: () => live.now,
    boards: () => pools.keptBoards(),
    accounts: createNodeStoredAccounts(accounts),
    checkAccount: createAccountCheck({
      credentials,
      fetch: (reach) => createSideFetch({ outbound: live.now.outbound, reach }),
      late: (ms) => AbortSignal.timeout(ms),
      now,
    }),
    views: (at) => viewBoards(pools.keptBoards(), at),
    ledger: wholeLedger(store.queries),
    ...telemetry.ports,
    requests: 'together',
    startedAt: now(),
    // What the boards know is never far: there is nothing to publish.
    snapshot: async () => null,
    keyStore: {
      async insert(record) {
        await prices.prepareFor(record)
        await orUnavailable(store.keys.insert(record))
      },
      async delete(id) {
        await orUnavailable(store.keys.delete(id))
        limits.forget(id)
      },
    },
    sessions: createNodeSessions(store.sessions, parts.sessions),
    audit: store.audit,
    budgets: (keys) => budgetsOf(keys, limits, now()),
    modelPrices: (since) => store.modelPrices(since, live.now.prices),
    changeSettings: (values) => Promise.resolve(live.change(values)),
    hash: sha256,
    random: (length) => randomBytes(length),
    now,
    draining: () => draining,
    warn: (message) => log.warn(message),
    onBug: (error) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  })
  const answerControl = createControlServer(controlApi)
  const visits = new Visits()

  function handle(request: IncomingMessage, response: ServerResponse, goOn: () => void): void {
    if (draining) response.shouldKeepAlive = false
    const begin = (): void => {
      goOn()
      if (draining) response.shouldKeepAlive = false
    }
    const raw = request.url ?? ''
    const target = parseTarget(raw)
    if (target === null && isUnderApi(raw)) {
      begin()
      serveControl(request, response, new NodeHead(request, { path: raw, query: '' }))
      return
    }
    const head = new NodeHead(request, target ?? { path: '/', query: '' })
    const visitor = { request, response, head }
    if (target === null) {
      dataPlane.refuse(visitor, guessProtocol(raw), AMBIGUOUS_PATH)
      return
    }
    const plan = planCall(head, {
      gate,
      balancing: live.now.loadBalancer.enabled,
      providers: live.now.providers,
      now: now(),
    })
    switch (plan.kind) {
      case 'call':
        dataPlane.serve(visitor, plan, begin)
        return
      case 'refused':
        dataPlane.refuse(visitor, plan.protocol, plan.error)
        return
      case 'hello':
        response.writeHead(200, ['content-length', '0', ...stamp()]).end()
        return
      case 'control':
        if (site !== null && serveSite(site, visitor, marksOfOurs)) return
        begin()
        serveControl(request, response, head)
        return
      case 'management':
        begin()
        serveControl(request, response, head)
    }
  }

  function serveControl(request: IncomingMessage, response: ServerResponse, head: NodeHead): void {
    visits.onControl(request.socket)
    markOurs(response)
    answerControl(request, response, head)
  }

  function stamp(): string[] {
    return toRefusalMarks(nextRequestId(now()))
  }

  function marksOfOurs(): string[] {
    return toOwnMarks(nextRequestId(now()))
  }

  function markOurs(response: ServerResponse): void {
    const marks = marksOfOurs()
    for (let i = 0; i + 1 < marks.length; i += 2) response.setHeader(marks[i] ?? '', marks[i + 1] ?? '')
  }

  return {
    ...createHttpServer({ tls: parts.tls, visits, stamp }, handle),
    dataPlane,
    gate,
    watcher: telemetry.watcher,
    control: async (request, head) => controlApi.fetch(request, { head }),
    apply(settings) {
      uuids = createUuids(settings.loadBalancer.uuids)
      bodies.limit = settings.maxBufferedBytes
      const options = connectionKey(settings)
      if (options !== configured) connections.configure(toConnectionOptions(settings))
      configured = options
    },
    onReloaded: () => telemetry.ports.changes.note('config'),
    beginDrain() {
      draining = true
      telemetry.beginDrain()
      clearInterval(tending)
    },
    close() {
      clearInterval(sweeping)
      telemetry.end()
      clearInterval(tending)
      connections.close()
    },
  }
}
