import type { Log } from '../../gateway/log.ts'
import type { RequestHead } from '../../gateway/request-head.ts'
import type { Settings } from '../../model/settings.ts'
import type { Store } from '../../stores/store.ts'
import type { ProcessFacts } from './files/load-node-settings.ts'
import { loadNodeSettings } from './files/load-node-settings.ts'
import { createGatewayServer } from './gateway-server.ts'
import { LiveSettings } from './live-settings.ts'
import { loadWithAccounts } from './load-with-accounts.ts'
import { createNodeAccounts } from './open-node-accounts.ts'
import { Prices } from './prices.ts'
import { Pools } from './pools.ts'
import { createSideFetch } from './upstream/side-fetch.ts'

/** One question to the control API. */
export interface ControlQuestion {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From `/api` on. */
  readonly path: string
  /** JSON. */
  readonly body: string | null
}

export type OfflineAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** The settings, or the vault, cannot be used. */
  | { readonly kind: 'refused'; readonly sentences: readonly string[] }

/** What a question is answered with, while no server holds the state folder. */
export interface OfflineParts {
  readonly facts: ProcessFacts
  readonly store: Store
  readonly onProblem: (message: string) => void
}

/**
 * Answers as the server of this state folder would, from its store: the same checks, the same words. What only looks
 * needs no vault, and makes none.
 */
export async function askOffline(parts: OfflineParts, question: ControlQuestion): Promise<OfflineAnswer> {
  const { facts } = parts
  const store = asCommandLine(parts.store)
  const loaded = await loadWithAccounts(facts, store, question.method === 'GET' ? 'sealed' : 'open')
  if (!loaded.ok) return { kind: 'refused', sentences: loaded.sentences }
  const pools = new Pools(store, loaded.settings, Date.now())
  const live = new LiveSettings(
    loaded,
    (stored, asked) => loadNodeSettings(facts, stored, asked),
    (changed) => pools.apply(changed, Date.now()),
  )
  const log = toLog(parts)
  const accounts = createNodeAccounts({
    opened: loaded.opened,
    store,
    live,
    fetch: createSideFetch({ outbound: loaded.settings.outbound, reach: 'anywhere' }),
    onProblem: (message) => log.warn(message),
  })
  // Whoever holds the state folder needs no key to it.
  const prices = new Prices(() => live.now.prices)
  const nobody = { keys: [], hadKeys: false, sessions: [], spends: [], alertFile: null, site: null }
  const gateway = createGatewayServer({ live, store, pools, accounts, log, prices, ...nobody, tls: null })
  try {
    const response = await gateway.control(toRequest(question), toHead(question.path, loaded.settings))
    return { kind: 'answered', status: response.status, text: await response.text() }
  } finally {
    gateway.close()
    pools.close()
  }
}

/** The audit log is told who it was: whoever holds the state folder. */
function asCommandLine(store: Store): Store {
  const { audit } = store
  return {
    ...store,
    audit: { list: (page) => audit.list(page), record: (entry) => audit.record({ ...entry, who: 'command line' }) },
  }
}

const HOST = '127.0.0.1'

function toRequest({ method, path, body }: ControlQuestion): Request {
  const headers = { 'content-type': 'application/json' }
  return new Request(`http://${HOST}${path}`, body === null ? { method } : { method, headers, body })
}

/** A caller of this machine, with the admin key of the environment where there is one. */
function toHead(target: string, { adminKey }: Settings): RequestHead {
  const [path = ''] = target.split('?', 1)
  const credential = adminKey === null ? [] : ['authorization', `Bearer ${adminKey.reveal()}`]
  return {
    path,
    query: target.slice(path.length),
    headers: ['host', HOST, ...credential],
    httpVersion: '1.1',
    peer: HOST,
    tls: false,
  }
}

function toLog({ onProblem }: OfflineParts): Log {
  return { debugging: false, debug() {}, info() {}, warn: onProblem, error: onProblem }
}
