import { join } from 'node:path'
import type { Settings } from '../model/settings.ts'
import { type Holder, type LockTaken, takeInstanceLock } from '../runtimes/node/files/instance-lock.ts'
import { openStore } from '../stores/sqlite/open-store.ts'
import { StoreError } from '../stores/store-error.ts'
import type { Store } from '../stores/store.ts'

const LOCK_WAIT_MS = 2_000

export type OfflineUse<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** A server, or another command, has the state folder. */
  | { readonly kind: 'held'; readonly holder: Holder | null }
  | { readonly kind: 'failed'; readonly why: string }

/** Does something while no server can start with this state folder. */
export async function whileOffline<T>(home: string, action: () => Promise<T>): Promise<OfflineUse<T>> {
  const taken = takeForCommand(home)
  if (taken.kind !== 'taken') return taken
  try {
    return { kind: 'done', value: await action() }
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'failed', why: error.message }
    throw error
  } finally {
    taken.lock.release()
  }
}

/** Another command holds it for a moment, and a server that starts tells its address soon: both are waited for. */
function takeForCommand(home: string): LockTaken {
  const taken = takeInstanceLock(home, 0)
  const isServer = taken.kind === 'held' && taken.holder !== null && taken.holder.url !== null
  return taken.kind === 'held' && !isServer ? takeInstanceLock(home, LOCK_WAIT_MS) : taken
}

/** Opens the store for one action while no server runs, and closes it whatever comes. */
export async function withOfflineStore<T>(
  settings: Pick<Settings, 'home' | 'databasePath' | 'retention'>,
  action: (store: Store) => Promise<T>,
): Promise<OfflineUse<T>> {
  const { home, databasePath: path, retention } = settings
  return whileOffline(home, async () => {
    const problems: string[] = []
    const onProblem = (message: string) => void problems.push(message)
    const store = await openStore({ path, backupsDir: join(home, 'backups'), retention, onProblem })
    try {
      return await action(store)
    } finally {
      await store.close()
    }
  })
}
