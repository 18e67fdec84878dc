import { Server as SecureServer } from 'node:https'
import { join } from 'node:path'
import { lacksAdmin, NO_ADMIN_KEY } from '../../accounts/lacks-admin.ts'
import { parseFlags, SERVE_FLAGS } from '../../config/parse-flags.ts'
import type { Settings } from '../../model/settings.ts'
import { openStore } from '../../stores/sqlite/open-store.ts'
import { StoreError } from '../../stores/store-error.ts'
import type { Store } from '../../stores/store.ts'
import type { Demo } from '../../demo/demo.ts'
import { startDemo } from './demo-facts.ts'
import { drain } from './drain.ts'
import { AlertFile } from './files/alert-file.ts'
import type { ProcessFacts } from './files/load-node-settings.ts'
import { loadNodeSettings } from './files/load-node-settings.ts'
import type { InstanceLock } from './files/instance-lock.ts'
import { takeInstanceLock, tellHeld } from './files/instance-lock.ts'
import { closeStateFiles } from './files/state-files.ts'
import { createGatewayServer } from './gateway-server.ts'
import type { GatewayServer } from './gateway-server.ts'
import { checkHost, listen, tellAddresses } from './listen.ts'
import { LiveSettings } from './live-settings.ts'
import { createLog } from './log.ts'
import type { NodeLog } from './log.ts'
import { needRestart } from './need-restart.ts'
import { loadWithAccounts } from './load-with-accounts.ts'
import { createNodeAccounts } from './open-node-accounts.ts'
import { Pools } from './pools.ts'
import { Prices } from './prices.ts'
import { onSignals } from './signals.ts'
import { loadSite } from './site-folder.ts'
import { StartRefused } from './start-refused.ts'
import { createSideFetch } from './upstream/side-fetch.ts'
import type { LoadedTls } from './tls-files.ts'
import { readTls, watchTls } from './tls-files.ts'
import { warmUpLater, warmUpTimeZone } from './warm-up.ts'

/** Exit statuses: it ended as it should, it failed, it could not be started as it was told to. */
const FINE = 0
const REFUSED = 2

const MAKE_ADMIN_KEY =
  'stop it and run `claudeflare keys create NAME --scope admin`, or start it with CLAUDEFLARE_ADMIN_KEY'

/** How long a command that holds the state folder for a moment is waited for. */
const LOCK_WAIT_MS = 2_000

/** Runs the gateway until a signal ends it. Resolves to the exit status. */
export async function serve(argv: readonly string[]): Promise<number> {
  const parsed = parseFlags(argv, SERVE_FLAGS)
  if (!parsed.ok) return refuse([parsed.why])
  try {
    return await run(parsed.flags)
  } catch (error) {
    if (error instanceof StartRefused) return refuse(error.sentences)
    if (error instanceof StoreError) return refuse([error.message])
    throw error
  }
}

function refuse(sentences: readonly string[]): number {
  for (const sentence of sentences) process.stderr.write(`claudeflare: ${sentence}\n`)
  return REFUSED
}

async function run(flags: ReadonlyMap<string, string>): Promise<number> {
  const facts: ProcessFacts = {
    flags,
    env: process.env,
    defaultLogFormat: process.stderr.isTTY ? 'text' : 'json',
  }
  if (!flags.has('demo')) return runGateway(facts, null)
  const started = await startDemo(facts)
  try {
    return await runGateway(started.facts, started.demo)
  } finally {
    await started.demo.stop()
  }
}

async function runGateway(facts: ProcessFacts, demo: Demo | null): Promise<number> {
  const loaded = loadNodeSettings(facts)
  if (!loaded.ok) throw new StartRefused(loaded.sentences)
  const settings = loaded.settings
  const mended = [...loaded.warnings, ...closeStateFiles(settings)]
  const taken = takeInstanceLock(settings.home, LOCK_WAIT_MS)
  if (taken.kind === 'held') throw new StartRefused([tellHeld(settings.home, taken.holder)])
  if (taken.kind === 'failed') throw new StartRefused([taken.why])
  const log = createLog(settings.log)
  surviveBugs(log)
  const store = await openStore({
    path: settings.databasePath,
    backupsDir: join(settings.home, 'backups'),
    retention: settings.retention,
    prices: settings.prices,
    onProblem: (message) => log.warn(message),
  })
  try {
    return await runWithStore({ facts, demo, store, log, lock: taken.lock, mended })
  } finally {
    await closeStore(store, log)
    taken.lock.release()
    log.flush()
  }
}

/** What a server runs with, once its state folder is its own. */
interface Held {
  readonly facts: ProcessFacts
  readonly demo: Demo | null
  readonly store: Store
  readonly log: NodeLog
  readonly lock: InstanceLock
  /** What was open to others in the state folder, and is no more. */
  readonly mended: readonly string[]
}

async function runWithStore({ facts, demo, store, log, lock, mended }: Held): Promise<number> {
  const loaded = await loadWithAccounts(facts, store, 'open')
  if (!loaded.ok) throw new StartRefused(loaded.sentences)
  for (const warning of new Set([...mended, ...loaded.warnings])) log.warn(warning)
  const { settings } = loaded
  const pools = new Pools(store, settings, Date.now())
  let gateway: GatewayServer | null = null
  const live = new LiveSettings(
    loaded,
    (stored, asked) => loadNodeSettings(facts, stored, asked),
    (changed, before) => {
      pools.apply(changed, Date.now())
      store.setRules(changed)
      gateway?.apply(changed)
      for (const name of needRestart(before, changed)) log.warn(`${name} has changed; it takes effect with a restart`)
    },
  )
  const accounts = createNodeAccounts({
    opened: loaded.opened,
    store,
    live,
    // The endpoints of authorization servers stand in the config file: they are the operator's own word.
    fetch: createSideFetch({ outbound: settings.outbound, reach: 'anywhere' }),
    onProblem: (message) => log.warn(message),
  })
  try {
    const certificate = settings.tls === null ? null : readCertificate(settings.tls)
    const tls = certificate?.tls ?? null
    const [keys, sessions, hadKeys] = await Promise.all([
      store.keys.list(),
      store.sessions.list(),
      store.keys.everKept(),
    ])
    if (settings.adminKey === null && lacksAdmin(keys, Date.now())) log.warn(`${NO_ADMIN_KEY}${MAKE_ADMIN_KEY}`)
    const prices = new Prices(() => live.now.prices)
    await Promise.all(keys.map((key) => prices.prepareFor(key)))
    const spends = await store.keys.spends()
    const site = await loadSite((message) => log.warn(message))
    const alertFile = new AlertFile(settings.home)
    const kept = { keys, hadKeys, sessions, spends, alertFile }
    gateway = createGatewayServer({ live, store, pools, accounts, log, ...kept, prices, tls, site })
    checkHost(settings, gateway.gate)
    const signals = listenToSignals({ live, log, gateway })
    warmUpTimeZone(settings.timeZone, Date.now())
    const url = await listen(gateway.server, settings)
    lock.announce(url)
    tellAddresses(url, settings, log)
    gateway.watcher.begin(url)
    void warmUpLater(store.queries, Date.now)
    const { server } = gateway
    const stopTls = certificate !== null && server instanceof SecureServer ? watchTls(server, certificate, log) : noop
    const [uuid] = settings.loadBalancer.uuids
    if (uuid !== undefined) demo?.drive({ url, uuid })
    await signals
    await demo?.stop()
    await shutDown(gateway, live.now.drainMs, log)
    // A refresh token that was rotated now is good for nothing unless it is written.
    await accounts.tokens.settled()
    await gateway.watcher.kept()
    stopTls()
    gateway.close()
    return FINE
  } finally {
    pools.close()
  }
}

/** One call's bug must not cut every other call: it is told, and the server goes on. */
function surviveBugs(log: NodeLog): void {
  const tell = (error: unknown): void =>
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.on('uncaughtException', tell)
  process.on('unhandledRejection', tell)
  // Whoever read the first line may have left.
  process.stdout.on('error', noop)
}

function readCertificate(files: NonNullable<Settings['tls']>): LoadedTls {
  try {
    return readTls(files)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartRefused([`the certificate ${files.certFile} with the key ${files.keyFile} cannot be used: ${why}`])
  }
}

/** What signals are told to. */
interface Told {
  readonly live: LiveSettings
  readonly log: NodeLog
  readonly gateway: GatewayServer
}

/** Resolves when the server is to end. In place before the first line tells anyone that it runs. */
function listenToSignals({ live, log, gateway }: Told): Promise<void> {
  return onSignals({
    onReload() {
      const sentences = live.reload()
      for (const sentence of sentences) log.error(`the configuration was not taken: ${sentence}`)
      if (sentences.length > 0) return
      gateway.onReloaded()
      log.info('the configuration was read again')
    },
    onImpatient() {
      log.flush()
      process.exit(1)
    },
  })
}

/** Lets calls under way finish. */
async function shutDown(gateway: GatewayServer, limitMs: number, log: NodeLog): Promise<void> {
  log.info(`shutting down, ${gateway.dataPlane.inFlight} calls under way`)
  gateway.beginDrain()
  const cut = await drain(gateway, limitMs)
  if (cut > 0) log.warn(`${cut} calls were cut: they took longer than drain_timeout_ms`)
}

async function closeStore(store: Store, log: NodeLog): Promise<void> {
  try {
    await store.close()
  } catch (error) {
    log.error(`the database was not closed as it should: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function noop(): void {
  // nothing to stop
}
