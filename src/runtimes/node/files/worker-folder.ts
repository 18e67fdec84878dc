import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where `worker:dev` keeps its state, with a lock of its own: below the state folder that it was started with. */
export function workerFolder(home: string): string {
  return join(home, 'worker')
}

/** Whether `worker:dev` was ever started with this state folder: where it was not, nothing is made to look for it. */
export function hasWorkerFolder(home: string): boolean {
  return existsSync(join(workerFolder(home), 'lock.db'))
}
