import { FAILED, type Invocation, WRONG } from './command.ts'
import { LOCATION_FLAGS, type FlagSpec } from '../config/parse-flags.ts'
import { findHolder } from '../runtimes/node/files/instance-lock.ts'
import { hasWorkerFolder, workerFolder } from '../runtimes/node/files/worker-folder.ts'
import { loadNodeWhereabouts, locateNodeState } from '../runtimes/node/files/load-node-settings.ts'

/** What commands take that ask a running server. */
export const SERVER_FLAGS: readonly FlagSpec[] = [
  { name: 'url', takes: 'value', help: 'the server to ask (CLAUDEFLARE_URL, else the one of this state folder)' },
  ...LOCATION_FLAGS,
]

export type ServerFound =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly status: number; readonly sentences: readonly string[] }

/** The address of the server to ask: named, else as the running one announced it, else as it is configured. */
export function findServer(invocation: Pick<Invocation, 'flags' | 'terminal'>): ServerFound {
  const { flags, terminal } = invocation
  const named = flags.get('url') ?? terminal.env['CLAUDEFLARE_URL']
  if (named !== undefined && named !== '') {
    if (/^https?:\/\//i.test(named) && URL.canParse(named)) return { ok: true, url: named.replace(/\/+$/, '') }
    const sentence = `the server's address ${JSON.stringify(named)} cannot be used; accepted is http://HOST:PORT`
    return { ok: false, status: WRONG, sentences: [sentence] }
  }
  const announced = findAnnounced(locateNodeState({ flags, env: terminal.env }).home)
  if (announced !== null) return { ok: true, url: announced.url }
  const loaded = loadNodeWhereabouts({ flags, env: terminal.env })
  if (!loaded.ok) return { ok: false, status: WRONG, sentences: loaded.sentences }
  const { listen, tls } = loaded.whereabouts
  if (listen.port === 0) {
    return {
      ok: false,
      status: FAILED,
      sentences: ['no server runs with this state folder: start it with claudeflare serve'],
    }
  }
  return { ok: true, url: toUrl(listen, tls === null ? 'http' : 'https') }
}

/** Whether there is a server to ask: one that somebody named, or one that runs with this state folder. */
export function hasServer({ flags, terminal }: Pick<Invocation, 'flags' | 'terminal'>): boolean {
  if (flags.has('url') || (terminal.env['CLAUDEFLARE_URL'] ?? '') !== '') return true
  return findAnnounced(locateNodeState({ flags, env: terminal.env }).home) !== null
}

/** `http://127.0.0.1:8080`. An address that means "everywhere" is reached on loopback. */
export function toUrl(listen: { readonly host: string; readonly port: number }, scheme: 'http' | 'https'): string {
  const anywhere = new Map([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
  ])
  const host = anywhere.get(listen.host) ?? listen.host
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${listen.port}`
}

/** A server that runs, and where it said that it listens. */
export interface Announced {
  readonly url: string
  readonly by: 'serve' | 'worker:dev'
}

/** The server of a state folder, if one runs; else the `worker:dev` that was started with it. */
export function findAnnounced(home: string): Announced | null {
  const server = announcedUrl(home)
  if (server !== null) return { url: server, by: 'serve' }
  const worker = hasWorkerFolder(home) ? announcedUrl(workerFolder(home)) : null
  return worker === null ? null : { url: worker, by: 'worker:dev' }
}

function announcedUrl(home: string): string | null {
  const holder = findHolder(home)
  if (!holder.ok || holder.value?.url === null || holder.value?.url === undefined) return null
  return holder.value.url.replace(/^(https?):\/\/0\.0\.0\.0:/, '$1://127.0.0.1:').replace('://[::]:', '://[::1]:')
}
