import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** Only the owner reads or writes what the store keeps. */
const OWNER_ONLY = 0o600

/** SQLite's own files beside a database in WAL mode. */
export const COMPANIONS: readonly string[] = ['-wal', '-shm']

/** Sees to it that the database exists and only its owner can read it. SQLite gives the companions it makes the same mode. */
export function prepareDatabaseFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', OWNER_ONLY))
  for (const file of [path, ...COMPANIONS.map((end) => path + end)]) {
    if (existsSync(file)) chmodSync(file, OWNER_ONLY)
  }
}

/** Makes an empty file for its owner only. Throws `EEXIST` where there is one. */
export function createPrivateFile(path: string): void {
  closeSync(openSync(path, 'wx', OWNER_ONLY))
}
