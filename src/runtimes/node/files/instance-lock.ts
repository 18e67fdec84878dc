import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PRIVATE_FILE, readText, tighten, writeWhole, discard, type Done } from './private-file.ts'

const SQLITE_BUSY = 5

/** A connection that nothing refers to is collected and closed, and its lock with it: this refers to it. */
const held = new Set<DatabaseSync>()

/** Who holds a state folder, as far as it said. */
export interface Holder {
  readonly pid: number
  /** `http://127.0.0.1:8080`; `null` while it starts, or where it is no server. */
  readonly url: string | null
}

/** One process's hold on a state folder. It ends with `release`, or with the process, however that ends. */
export interface InstanceLock {
  /** Tells other commands where this server listens. */
  announce(url: string): void
  release(): void
}

export type LockTaken =
  | { readonly kind: 'taken'; readonly lock: InstanceLock }
  /** `holder` is `null` where it did not say who it is. */
  | { readonly kind: 'held'; readonly holder: Holder | null }
  | { readonly kind: 'failed'; readonly why: string }

/**
 * Takes a state folder for this process alone. SQLite's file lock does it: the system lets go of it when the process
 * ends, also by kill -9, so that no lock is ever stale and none is ever taken over by guessing. `waitMs` (blocking) is how
 * long a short-lived holder is waited for: commands hold the folder for a moment too.
 */
export function takeInstanceLock(home: string, waitMs: number): LockTaken {
  const path = join(home, 'lock.db')
  const described = join(home, 'server.json')
  let database: DatabaseSync | null = null
  try {
    // SQLite would make it readable for everybody whom the umask lets.
    closeSync(openSync(path, 'a', PRIVATE_FILE))
    database = new DatabaseSync(path)
    database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`)
  } catch (error) {
    database?.close()
    if (isBusy(error)) return { kind: 'held', holder: readHolder(described) }
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', why: `the state folder ${home} cannot be locked: ${why}` }
  }
  tighten(path, PRIVATE_FILE)
  describe(described, null)
  const connection = database
  held.add(connection)
  return {
    kind: 'taken',
    lock: {
      announce: (url) => describe(described, url),
      release() {
        if (!held.delete(connection)) return
        discard(described)
        connection.close()
      },
    },
  }
}

/** Who holds a state folder now, without taking it; `null` where nobody does. */
export function findHolder(home: string): Done<Holder | null> {
  const taken = takeInstanceLock(home, 0)
  switch (taken.kind) {
    case 'taken':
      taken.lock.release()
      return { ok: true, value: null, notes: [] }
    case 'held':
      return { ok: true, value: taken.holder ?? { pid: 0, url: null }, notes: [] }
    case 'failed':
      break
  }
  return { ok: false, why: taken.why }
}

/** The sentence that a second server gets. */
export function tellHeld(home: string, holder: Holder | null): string {
  const who = holder === null || holder.pid === 0 ? 'another process' : `process ${holder.pid}`
  const where = holder?.url === null || holder?.url === undefined ? '' : `, listening on ${holder.url}`
  return `the state folder ${home} is in use by ${who}${where}: stop it first, or name another folder with CLAUDEFLARE_HOME`
}

function describe(path: string, url: string | null): void {
  writeWhole(path, `${JSON.stringify({ pid: process.pid, url })}\n`)
}

/** What the holder wrote of itself; one that is not alive is an earlier one's, whose end left the file behind. */
function readHolder(path: string): Holder | null {
  const read = readText(path)
  if (!read.ok || read.value === null) return null
  try {
    const value: unknown = JSON.parse(read.value)
    if (typeof value !== 'object' || value === null) return null
    const pid = 'pid' in value && typeof value.pid === 'number' ? value.pid : 0
    const url = 'url' in value && typeof value.url === 'string' ? value.url : null
    return isAlive(pid) ? { pid, url } : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
