import type { Server } from 'node:http'
import { Server as SecureServer } from 'node:https'
import { join } from 'node:path'
import { isLoopbackHost } from '../../config/loopback-host.ts'
import { parseFlags, SERVE_FLAGS } from '../../config/parse-flags.ts'
import type { Settings } from '../../model/settings.ts'
import { openStore } from '../../stores/sqlite/open-store.ts'
import { StoreError } from '../../stores/store-error.ts'
import type { Store } from '../../stores/store.ts'
import type { Demo } from '../../demo/demo.ts'
import { startDemo } from './demo-facts.ts'
import { drain } from './drain.ts'
import type { ProcessFacts } from './files/load-node-settings.ts'
import { loadNodeSettings } from './files/load-node-settings.ts'
import type { InstanceLock } from './files/instance-lock.ts'
import { takeInstanceLock, tellHeld } from './files/instance-lock.ts'
import { createGatewayServer } from './gateway-server.ts'
import type { GatewayServer } from './gateway-server.ts'
import { LiveSettings } from './live-settings.ts'
import { createLog } from './log.ts'
import type { NodeLog } from './log.ts'
import { needRestart } from './need-restart.ts'
import { createNodeAccounts, openNodeAccounts } from './open-node-accounts.ts'
import { Pools } from './pools.ts'
import { onSignals } from './signals.ts'
import { createSideFetch } from './upstream/side-fetch.ts'
import type { LoadedTls } from './tls-files.ts'
import { readTls, watchTls } from './tls-files.ts'

/** Exit statuses: it ended as it should, it failed, it could not be started as it was told to. */
const FINE = 0
const REFUSED = 2

/** Connections that may wait to be accepted: a burst of thousands of streams, where the system allows as many. */
const BACKLOG = 4_096

/** How long a command that holds the state folder for a moment is waited for. */
const LOCK_WAIT_MS = 2_000

/** Why a start is refused, in sentences for the person at the terminal. */
class StartRefused extends Error {
  readonly sentences: readonly string[]

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'))
    this.sentences = sentences
  }
}

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
  const taken = takeInstanceLock(settings.home, LOCK_WAIT_MS)
  if (taken.kind === 'held') throw new StartRefused([tellHeld(settings.home, taken.holder)])
  if (taken.kind === 'failed') throw new StartRefused([taken.why])
  const log = createLog(settings.log)
  surviveBugs(log)
  const store = await openStore({
    path: settings.databasePath,
    backupsDir: join(settings.home, 'backups'),
    retention: settings.retention,
    onProblem: (message) => log.warn(message),
  })
  try {
    return await runWithStore({ facts, demo, store, log, lock: taken.lock })
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
}

async function runWithStore({ facts, demo, store, log, lock }: Held): Promise<number> {
  const loaded = await loadWithAccounts(facts, store)
  for (const warning of loaded.warnings) log.warn(warning)
  const { settings } = loaded
  const pools = new Pools(store, settings, Date.now())
  let gateway: GatewayServer | null = null
  const live = new LiveSettings(
    loaded,
    (stored) => loadNodeSettings(facts, stored),
    (changed, before) => {
      pools.apply(changed, Date.now())
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
    gateway = createGatewayServer({ live, store, pools, accounts, log, keys: await store.keys.list(), tls })
    checkHost(settings, gateway)
    const signals = listenToSignals({ live, log })
    const url = await listen(gateway.server, settings)
    lock.announce(url)
    tellAddresses(url, settings, log)
    const { server } = gateway
    const stopTls = certificate !== null && server instanceof SecureServer ? watchTls(server, certificate, log) : noop
    const [uuid] = settings.loadBalancer.uuids
    if (uuid !== undefined) demo?.drive({ url, uuid })
    await signals
    await demo?.stop()
    await shutDown(gateway, live.now.drainMs, log)
    // A refresh token that was rotated now is good for nothing unless it is written.
    await accounts.tokens.settled()
    stopTls()
    gateway.close()
    return FINE
  } finally {
    pools.close()
  }
}

/** The settings with the accounts that are stored, whose credentials the vault opens. */
async function loadWithAccounts(facts: ProcessFacts, store: Store) {
  const first = loadNodeSettings(facts)
  if (!first.ok) throw new StartRefused(first.sentences)
  const opened = await openNodeAccounts(first.settings, store)
  if (!opened.ok) throw new StartRefused([opened.why])
  const loaded = loadNodeSettings(facts, opened.value.accounts)
  if (!loaded.ok) throw new StartRefused(loaded.sentences)
  return { ...loaded, warnings: [...first.warnings, ...opened.notes], opened: opened.value }
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

function checkHost({ listen, sources }: Settings, gateway: GatewayServer): void {
  if (isLoopbackHost(listen.host) || gateway.gate.keys.exist()) return
  throw new StartRefused([
    `HOST ${listen.host}${toOrigin(sources, 'host')} is beyond this machine, and no client key exists yet, so anyone could spend your accounts. ` +
      'Make one first with `claudeflare keys create`, or set CLAUDEFLARE_ADMIN_KEY.',
  ])
}

/** Resolves to the address that is served, `http://127.0.0.1:8080`. */
async function listen(server: Server, { listen: { host, port }, tls, sources }: Settings): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `port ${port}${toOrigin(sources, 'port')} of ${host} is in use by another program; set PORT to a free one`
          : `HOST ${host}${toOrigin(sources, 'host')} with port ${port} cannot be listened on (${error.message}); name an address of this machine`
      reject(new StartRefused([why]))
    })
    server.listen({ port, host, backlog: BACKLOG }, resolve)
  })
  const address = server.address()
  const shown = host.includes(':') ? `[${host}]` : host
  const bound = address !== null && typeof address === 'object' ? address.port : port
  return `${tls === null ? 'http' : 'https'}://${shown}:${bound}`
}

/** ` (HOST of the environment)`: where a value came from; nothing for a default. */
function toOrigin(sources: Settings['sources'], key: string): string {
  const source = sources.get(key)
  switch (source?.kind) {
    case 'environment':
      return ` (${source.variable} of the environment)`
    case 'flag':
      return ` (${source.flag} of the command line)`
    case 'file':
      return ` (${source.key} of ${source.path})`
    case 'store':
    case 'default':
    case undefined:
      return ''
  }
}

function tellAddresses(url: string, settings: Settings, log: NodeLog): void {
  process.stdout.write(`listening on ${url}\n`)
  const [uuid] = settings.loadBalancer.uuids
  if (process.stderr.isTTY && uuid !== undefined) {
    const state = settings.loadBalancer.enabled ? '' : ' (switched off; LOAD_BALANCER_ENABLED=true switches it on)'
    process.stderr.write(`pool lb: ${url}/${uuid}/lb${state}\npool accounts: ${url}\n`)
  }
  if (settings.accounts.length === 0) {
    log.warn('no account is configured: add keys with LOAD_BALANCER_API_KEYS or under accounts in the config file')
  }
}

/** Resolves when the server is to end. In place before the first line tells anyone that it runs. */
function listenToSignals({ live, log }: { live: LiveSettings; log: NodeLog }): Promise<void> {
  return onSignals({
    onReload() {
      const sentences = live.reload()
      for (const sentence of sentences) log.error(`the configuration was not taken: ${sentence}`)
      if (sentences.length === 0) log.info('the configuration was read again')
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
  const cut = await drain(gateway.server, gateway.dataPlane, limitMs)
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
