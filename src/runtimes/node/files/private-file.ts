import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { diskFailureCode, tellDiskFailure } from './disk-failure.ts'

export const PRIVATE_FILE = 0o600

/** Either what was done, with remarks for the log, or why it could not be, as a sentence. */
export type Done<T> =
  | { readonly ok: true; readonly value: T; readonly notes: readonly string[] }
  | { readonly ok: false; readonly why: string }

/** The text of a file; `null` where it does not exist. */
export function readText(path: string): Done<string | null> {
  try {
    return { ok: true, value: readFileSync(path, 'utf8'), notes: [] }
  } catch (error) {
    if (diskFailureCode(error) === 'ENOENT') return { ok: true, value: null, notes: [] }
    return { ok: false, why: `${path} cannot be read: ${tellDiskFailure(error)}` }
  }
}

/**
 * Writes a file whole or not at all: into a new file beside it, to the disk, then in its place. Others cannot read it.
 * A symbolic link stays one: the file it names is replaced.
 */
export function writeWhole(path: string, text: string): Done<null> {
  const target = followLinks(path)
  const temporary = join(dirname(target), `.${process.pid}-${process.hrtime.bigint()}.tmp`)
  try {
    writeNew(temporary, text)
    renameSync(temporary, target)
    syncFolder(dirname(target))
    return { ok: true, value: null, notes: [] }
  } catch (error) {
    discard(temporary)
    return { ok: false, why: `${path} cannot be written: ${tellDiskFailure(error)}` }
  }
}

/** Writes a file that must not exist yet, to the disk. Throws the system's error. */
export function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx', PRIVATE_FILE)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Takes away what others may do with a file, and says so. A missing file is fine. */
export function tighten(path: string, mode: number): readonly string[] {
  if (process.platform === 'win32') return []
  try {
    const found = statSync(path).mode & 0o777
    if ((found & ~mode) === 0) return []
    chmodSync(path, found & mode)
    return [`${path} was open to others (${toOctal(found)}); it is ${toOctal(found & mode)} now`]
  } catch (error) {
    if (diskFailureCode(error) === 'ENOENT') return []
    return [`${path} may be open to others, and its permissions cannot be changed: ${tellDiskFailure(error)}`]
  }
}

export function discard(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was not made, or is in its place already.
  }
}

export function toOctal(mode: number): string {
  return `0${mode.toString(8)}`
}

function followLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** A rename is on the disk only when its folder is; where folders cannot be synced, the system does it in time. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // Windows and some network file systems.
  }
}
