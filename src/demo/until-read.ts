import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
const POLL_MS = 5
const MAX_MS = 2_000

/**
 * Waits until the other side, on this machine, has read what was sent: a reset throws away what its kernel still holds.
 * Where Linux's tables do not tell, or it does not read at all, no longer than they say.
 */
export async function untilRead({ localPort, remotePort }: Socket): Promise<void> {
  if (localPort === undefined || remotePort === undefined) return
  const ends = { local: toHex(remotePort), remote: toHex(localPort) }
  for (let waited = 0; waited < MAX_MS; waited += POLL_MS) {
    const tables = await Promise.all(TABLES.map((path) => readFile(path, 'utf8').catch(() => '')))
    if (!tables.some((table) => holdsUnread(table, ends))) return
    await setTimeout(POLL_MS)
  }
}

/** `table` as in proc(5): `sl local_address rem_address st tx_queue:rx_queue …`, all of it hexadecimal. */
function holdsUnread(table: string, ends: { readonly local: string; readonly remote: string }): boolean {
  for (const line of table.split('\n')) {
    const [, local, remote, , queues] = line.trim().split(/\s+/)
    if (local?.endsWith(ends.local) !== true || remote?.endsWith(ends.remote) !== true) continue
    return Number.parseInt(queues?.split(':')[1] ?? '0', 16) > 0
  }
  return false
}

function toHex(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`
}
