import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { tellDiskFailure } from './disk-failure.ts'
import { type Done, toOctal } from './private-file.ts'
import { isStateEntry } from './state-files.ts'

const PRIVATE_FOLDER = 0o700

/** Makes the state folder (0700), or closes an existing one to others and says so. */
export function prepareStateFolder(home: string): Done<null> {
  try {
    const made = mkdirSync(home, { recursive: true, mode: PRIVATE_FOLDER })
    return { ok: true, value: null, notes: made === undefined ? closeToOthers(home) : [] }
  } catch (error) {
    return {
      ok: false,
      why: `the state folder ${home} cannot be made: ${tellDiskFailure(error)}; name another with CLAUDEFLARE_HOME`,
    }
  }
}

function closeToOthers(home: string): readonly string[] {
  const mode = statSync(home).mode & 0o7777
  if (process.platform === 'win32' || (mode & 0o077) === 0) return []
  const advice = `the state folder ${home} is open to others (${toOctal(mode)})`
  if (!isOurs(home)) return [`${advice}; it holds other files too, so that is left to you: chmod 700`]
  try {
    chmodSync(home, PRIVATE_FOLDER)
    return [`${advice.replace(' is ', ' was ')}; it is ${toOctal(PRIVATE_FOLDER)} now`]
  } catch (error) {
    return [`${advice}, and that cannot be changed: ${tellDiskFailure(error)}`]
  }
}

/** A folder with other things in it may be somebody's home: its permissions are not ours. */
function isOurs(home: string): boolean {
  const entries = readdirSync(home)
  return basename(home) === '.claudeflare' || entries.every((entry) => isStateEntry(entry))
}
