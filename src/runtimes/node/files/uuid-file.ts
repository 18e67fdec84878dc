import { randomUUID } from 'node:crypto'
import { linkSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { diskFailureCode, tellDiskFailure } from './disk-failure.ts'
import { discard, type Done, PRIVATE_FILE, readText, tighten, writeNew } from './private-file.ts'

const TOKEN = /^[A-Za-z0-9_-]{16,256}$/

/** The token of `/:uuid` that is kept in the state folder: made at the first start, the same ever after. */
export function keepUuid(home: string): Done<string> {
  const path = join(home, 'uuid')
  const kept = readUuid(path)
  if (!kept.ok || kept.value !== null) return kept.ok ? found(path, kept.value ?? '') : kept
  const made = makeUuid(path)
  if (!made.ok) return made
  const winner = readUuid(path)
  return winner.ok ? found(path, winner.value ?? '') : winner
}

function found(path: string, value: string): Done<string> {
  if (TOKEN.test(value)) return { ok: true, value, notes: tighten(path, PRIVATE_FILE) }
  return { ok: false, why: `${path} holds no token; delete it, and the next start makes a new one` }
}

function readUuid(path: string): Done<string | null> {
  const read = readText(path)
  return read.ok ? { ...read, value: read.value?.trim() ?? null } : read
}

/** Of two that start at once one wins: a link is made only where nothing stands yet, and never shows half a file. */
function makeUuid(path: string): Done<null> {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeNew(temporary, `${randomUUID()}\n`)
    place(temporary, path)
    return { ok: true, value: null, notes: [] }
  } catch (error) {
    return { ok: false, why: `${path} cannot be written: ${tellDiskFailure(error)}` }
  } finally {
    discard(temporary)
  }
}

function place(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
  } catch (error) {
    if (diskFailureCode(error) === 'EEXIST') return
    // File systems without hard links: the race is lost to whoever comes last.
    renameSync(temporary, path)
  }
}
