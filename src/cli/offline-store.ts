import { join } from 'node:path'
import type { Settings } from '../model/settings.ts'
import {
  type Holder,
  type InstanceLock,
  type LockTaken,
  takeInstanceLock,
  tellHeld,
} from '../runtimes/node/files/instance-lock.ts'
import { hasWorkerFolder, workerFolder } from '../runtimes/node/files/worker-folder.ts'
import { openStore } from '../stores/sqlite/open-store.ts'
import { StoreError } from '../stores/store-error.ts'
import type { Store } from '../stores/store.ts'

const LOCK_WAIT_MS = 2_000

type NotTaken =
  /** A server, or another command, has the state folder; or `worker:dev` its own below it, which `home` then is. */
  | { readonly kind: 'held'; readonly home: string; readonly holder: Holder | null }
  | { readonly kind: 'failed'; readonly why: string }

export type OfflineUse<T> = { readonly kind: 'done'; readonly value: T } | NotTaken

/** Why nothing was done, for whoever asked for it. */
export function tellNotTaken(not: NotTaken): string {
  return `claudeflare: ${not.kind === 'held' ? tellHeld(not.home, not.holder) : not.why}`
}

/** Does something while neither a server nor `worker:dev` can start with this state folder. */
export async function whileOffline<T>(home: string, action: () => Promise<T>): Promise<OfflineUse<T>> {
  const taken = takeFolders(home)
  if (taken.kind !== 'taken') return taken
  try {
    return { kind: 'done', value: await action() }
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'failed', why: error.message }
    throw error
  } finally {
    for (const lock of taken.locks) lock.release()
  }
}

/** While `worker:dev` runs, what a command wrote into the server's state would be seen by nobody. */
function takeFolders(home: string): { readonly kind: 'taken'; readonly locks: readonly InstanceLock[] } | NotTaken {
  const locks: InstanceLock[] = []
  for (const folder of hasWorkerFolder(home) ? [home, workerFolder(home)] : [home]) {
    const taken = takeForCommand(folder)
    if (taken.kind === 'taken') {
      locks.push(taken.lock)
      continue
    }
    for (const lock of locks) lock.release()
    return taken.kind === 'held' ? { ...taken, home: folder } : taken
  }
  return { kind: 'taken', locks }
}

/** Another command holds it for a moment, and a server that starts tells its address soon: both are waited for. */
function takeForCommand(home: string): LockTaken {
  const taken = takeInstanceLock(home, 0)
  const isServer = taken.kind === 'held' && taken.holder !== null && taken.holder.url !== null
  return taken.kind === 'held' && !isServer ? takeInstanceLock(home, LOCK_WAIT_MS) : taken
}

/** Opens the store for one action while no server runs, and closes it whatever comes. */
export async function withOfflineStore<T>(
  settings: Pick<Settings, 'home' | 'databasePath' | 'retention' | 'prices'>,
  action: (store: Store) => Promise<T>,
): Promise<OfflineUse<T>> {
  const { home, databasePath: path, retention, prices } = settings
  return whileOffline(home, async () => {
    const problems: string[] = []
    const onProblem = (message: string) => void problems.push(message)
    const store = await openStore({ path, backupsDir: join(home, 'backups'), retention, prices, onProblem })
    try {
      return await action(store)
    } finally {
      await store.close()
    }
  })
}
