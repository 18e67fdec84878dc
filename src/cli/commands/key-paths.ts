import { FAILED, FINE, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { findAnnounced, toUrl } from '../find-server.ts'
import { locateForCommand } from '../load-for-command.ts'

const TIMEOUT_MS = 5_000
const NOT_FOUND = 404

/** `keys path`: the addresses that carry the token, which are never logged. */
export async function showPaths(invocation: Invocation): Promise<number> {
  const { terminal, flags, words } = invocation
  if (words.length > 1) return refuseUsage(terminal, 'keys', `${words[1]} is not known`)
  const whereabouts = locateForCommand(invocation)
  if (whereabouts === null) return WRONG
  const { listen, tls, home, loadBalancer } = whereabouts
  const announced = findAnnounced(home)
  const base = announced?.url ?? toUrl(listen, tls === null ? 'http' : 'https')
  const uuids = announced === null ? loadBalancer.uuids : await keepTaken(base, loadBalancer.uuids)
  if (uuids.length === 0) {
    terminal.err(`claudeflare: ${base} takes another token than this shell has: set LOAD_BALANCER_UUID as it has it`)
    return FAILED
  }
  const items = uuids.map((uuid) => ({ balanced: `${base}/${uuid}/lb`, single: `${base}/${uuid}` }))
  if (flags.has('json')) {
    terminal.out(JSON.stringify({ items, next: null }, null, 2))
    return FINE
  }
  for (const { balanced, single } of items) {
    terminal.out(`${balanced}  pool lb`)
    terminal.out(`${single}  one key, no balancing`)
  }
  // One that runs has settings of its own, by its own environment.
  if (announced === null && !loadBalancer.enabled)
    terminal.err('pool lb is off: LOAD_BALANCER_ENABLED=true turns it on')
  return FINE
}

/** One that runs may have been started with tokens of its own. Those that it cannot be asked about are kept. */
async function keepTaken(base: string, uuids: readonly string[]): Promise<readonly string[]> {
  const taken = await Promise.all(uuids.map((uuid) => isTaken(`${base}/${uuid}/api/hello`)))
  return uuids.filter((_, index) => taken[index] === true)
}

/** That path answers below a known token alone (contract §4). */
async function isTaken(url: string): Promise<boolean> {
  try {
    const { status } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) })
    return status !== NOT_FOUND
  } catch {
    return true
  }
}
