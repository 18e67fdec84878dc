import { FINE, type Invocation, refuseUsage, WRONG } from '../command.ts'
import { findAnnounced, toUrl } from '../find-server.ts'
import { locateForCommand } from '../load-for-command.ts'

/** `keys path`: the addresses that carry the token, which are never logged. */
export async function showPaths(invocation: Invocation): Promise<number> {
  const { terminal, flags, words } = invocation
  await Promise.resolve()
  if (words.length > 1) return refuseUsage(terminal, 'keys', `${words[1]} is not known`)
  const whereabouts = locateForCommand(invocation)
  if (whereabouts === null) return WRONG
  const { listen, tls, home, loadBalancer } = whereabouts
  const announced = findAnnounced(home)
  const base = announced?.url ?? toUrl(listen, tls === null ? 'http' : 'https')
  const items = loadBalancer.uuids.map((uuid) => ({ balanced: `${base}/${uuid}/lb`, single: `${base}/${uuid}` }))
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
