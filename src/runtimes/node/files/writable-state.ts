import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '../../../model/settings.ts'
import { diskFailureCode, tellDiskFailure } from './disk-failure.ts'
import { discard, writeNew } from './private-file.ts'

type Places = Pick<Settings, 'home' | 'databasePath'>

/** What of the state a server could not write, a sentence each. Makes an empty file in each folder, and takes it away. */
export function findUnwritable({ home, databasePath }: Places): readonly string[] {
  const folders = new Set([home, nearestFolder(dirname(databasePath))])
  const files = [join(home, 'lock.db'), databasePath, `${databasePath}-wal`, `${databasePath}-shm`]
  return [
    ...[...folders].flatMap((folder) => tellFailed(folder, tryFolder)),
    ...files.flatMap((file) => tellFailed(file, tryFile)),
  ]
}

function tellFailed(path: string, attempt: (path: string) => void): readonly string[] {
  try {
    attempt(path)
    return []
  } catch (error) {
    return [`${path} cannot be written to: ${tellDiskFailure(error)}`]
  }
}

/** Permissions do not tell all: root passes each of them, and a file system may say yes and refuse the write. */
function tryFolder(folder: string): void {
  const file = join(folder, `.${process.pid}-${process.hrtime.bigint()}.tmp`)
  try {
    writeNew(file, '')
  } finally {
    discard(file)
  }
}

/** Not opened: to close a database's file would drop the locks that this process has on it. A missing one is made later. */
function tryFile(file: string): void {
  try {
    accessSync(file, constants.W_OK)
  } catch (error) {
    if (diskFailureCode(error) !== 'ENOENT') throw error
  }
}

/** The folder itself, or the one that it would be made in. */
function nearestFolder(folder: string): string {
  const above = dirname(folder)
  return existsSync(folder) || above === folder ? folder : nearestFolder(above)
}
