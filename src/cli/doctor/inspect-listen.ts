import { connect } from 'node:net'
import { isLoopbackHost } from '../../config/loopback-host.ts'
import type { Settings } from '../../model/settings.ts'
import { countClientKeys } from '../../stores/sqlite/look-at-keys.ts'
import { toUrl } from '../find-server.ts'
import { type Finding, wrong } from './finding.ts'

const TIMEOUT_MS = 1_000

/** Why a start would be refused for where it listens, while no server runs; none where it would not. */
export async function inspectListen({
  listen,
  adminKey,
  databasePath,
}: Pick<Settings, 'listen' | 'adminKey' | 'databasePath'>): Promise<readonly Finding[]> {
  const { host, port } = listen
  const findings: Finding[] = []
  if (!isLoopbackHost(host) && adminKey === null && countClientKeys(databasePath) === 0) {
    findings.push(
      wrong(`HOST ${host} is reached from other machines: that needs a client key first (claudeflare keys create)`),
    )
  }
  if (port !== 0 && (await isAnswered(listen))) {
    findings.push(wrong(`port ${port} of ${host} is in use by another program: stop it, or set PORT to a free one`))
  }
  return findings
}

/** Whether something listens there. It is asked, not bound: a server that starts just now is not in its way. */
function isAnswered(listen: Settings['listen']): Promise<boolean> {
  const { hostname, port } = new URL(toUrl(listen, 'http'))
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  // A URL has no port where it is its scheme's own.
  const socket = connect({ host, port: Number(port || 80), timeout: TIMEOUT_MS })
  return new Promise((resolve) => {
    const end = (isTaken: boolean) => {
      socket.destroy()
      resolve(isTaken)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
