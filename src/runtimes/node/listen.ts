import type { Server } from 'node:http'
import { isLoopbackHost } from '../../config/loopback-host.ts'
import type { Gate } from '../../gateway/authenticate.ts'
import type { Settings } from '../../model/settings.ts'
import type { NodeLog } from './log.ts'
import { StartRefused } from './start-refused.ts'

/** Connections that may wait to be accepted: a burst of thousands of streams, where the system allows as many. */
const BACKLOG = 4_096

/** Beyond this machine nobody may be let in without a key. */
export function checkHost({ listen, sources }: Settings, gate: Gate): void {
  if (isLoopbackHost(listen.host) || gate.keys.exist()) return
  throw new StartRefused([
    `HOST ${listen.host}${toOrigin(sources, 'host')} is beyond this machine, and no client key exists yet, so anyone could spend your accounts. ` +
      'Make one first with `claudeflare keys create`, or set CLAUDEFLARE_ADMIN_KEY.',
  ])
}

/** Resolves to the address that is served, `http://127.0.0.1:8080`. */
export async function listen(server: Server, { listen: { host, port }, tls, sources }: Settings): Promise<string> {
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

/** Says where it is reached: one plain line on standard output, the rest for a person at a terminal. */
export function tellAddresses(url: string, settings: Settings, log: NodeLog): void {
  process.stdout.write(`listening on ${url}\n`)
  const [uuid] = settings.loadBalancer.uuids
  if (process.stderr.isTTY && uuid !== undefined) {
    const state = settings.loadBalancer.enabled ? '' : ' (switched off; LOAD_BALANCER_ENABLED=true switches it on)'
    process.stderr.write(`pool lb: ${url}/${uuid}/lb${state}\npool accounts: ${url}\n`)
  }
  if (settings.accounts.length === 0) {
    log.warn(
      'there is no account yet: `claudeflare accounts add` adds one; keys can also stand in LOAD_BALANCER_API_KEYS or the config file',
    )
  }
}
