import { spawnSync } from 'node:child_process'

/** Runs a command on one core (util-linux). */
export const PIN = 'taskset'

/** Keeps this process, with all its threads, to one core: the proxy's must be free of it. */
export function pinHere(core: number): void {
  spawnSync(PIN, ['-a', '-c', '-p', String(core), String(process.pid)])
}
