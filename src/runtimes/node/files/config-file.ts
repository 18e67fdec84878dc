import { dirname } from 'node:path'
import { statSync } from 'node:fs'
import { removeJsonValue, setJsonValue } from '../../../config/json-edit.ts'
import type { StateLocation } from '../../../config/locate-state.ts'
import { type Done, PRIVATE_FILE, readText, tighten, toOctal, writeWhole } from './private-file.ts'

/** The config file's text; `null` where there is none yet. A file that somebody named must at least have its folder. */
export function readConfigFile(location: StateLocation): Done<string | null> {
  const path = location.configFile
  if (path === null) return { ok: true, value: null, notes: [] }
  const read = readText(path)
  if (!read.ok) return read
  if (location.configNamedBy === null) return { ...read, notes: tighten(path, PRIVATE_FILE) }
  if (read.value !== null) return { ...read, notes: remarkOnMode(path) }
  if (!isFolder(dirname(path))) {
    return { ok: false, why: `${path}, named by ${location.configNamedBy}, cannot be read: its folder does not exist` }
  }
  const note = `${path}, named by ${location.configNamedBy}, does not exist: the defaults are used until it does`
  return { ...read, notes: [note] }
}

/**
 * Sets values in the config file by their dotted keys (`load_balancer.strategy`), all or none, durably; every other key,
 * known or not, stays as it is written. `null` takes a key out. A missing file is made.
 */
export function changeConfigFile(file: string, values: ReadonlyMap<string, unknown>): Done<null> {
  const read = readText(file)
  if (!read.ok) return read
  let text = read.value ?? '{}\n'
  for (const [key, value] of values) {
    const path = key.split('.')
    const edited = value === null ? removeJsonValue(text, path) : setJsonValue(text, path, value)
    if (!edited.ok) return { ok: false, why: `${file} cannot be changed: ${edited.why}` }
    text = edited.text
  }
  return writeWhole(file, text)
}

/** A file outside the state folder may be shared on purpose: it is remarked on and left. */
function remarkOnMode(path: string): readonly string[] {
  if (process.platform === 'win32') return []
  const mode = statSync(path).mode & 0o777
  return (mode & 0o007) === 0 ? [] : [`${path} can be read by everybody (${toOctal(mode)}): chmod 600 if it holds keys`]
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
