import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Settings } from '../../../model/settings.ts'
import { PRIVATE_FILE, tighten, toOctal } from './private-file.ts'

/** The files of a state folder that this program makes, with what SQLite makes beside them. */
const FILE =
  /^(?:config\.json|uuid|uuid\.\d+\.tmp|secret(?:\.next)?|changed-settings\.json|server\.json|lock\.db|claudeflare\.db|\.\d+-\d+\.tmp)(?:-(?:wal|shm|journal)|\.(?:replaced|restoring))?$/
const BACKUPS = 'backups'
/** Of `worker:dev` and the demo, each a state folder of its own. */
const FOLDERS = [BACKUPS, 'worker', 'demo']
const BESIDE_DATABASE = ['', '-wal', '-shm', '-journal', '.replaced']
const PRIVATE_FOLDER = 0o700

type Places = Pick<Settings, 'home' | 'databasePath'>

/** Something of ours, with the most that may be done with it. */
interface Entry {
  readonly path: string
  readonly mode: number
}

/** Whether a name is one that this program gives to something in its state folder. */
export function isStateEntry(name: string): boolean {
  return FOLDERS.includes(name) || FILE.test(name)
}

/** Takes away what others may do with what an earlier run, or somebody's copy, left in the state folder; says what. */
export function closeStateFiles(places: Places): readonly string[] {
  return listState(places).flatMap(({ path, mode }) => tighten(path, mode))
}

/** What others may do something with, a sentence each. */
export function findOpenState(places: Places): readonly string[] {
  return [{ path: places.home, mode: PRIVATE_FOLDER }, ...listState(places)].flatMap(({ path, mode }) => {
    const found = modeOf(path)
    return found === null || (found & ~mode) === 0 ? [] : [`${path} is open to others (${toOctal(found)})`]
  })
}

function listState({ home, databasePath }: Places): readonly Entry[] {
  const files = [
    ...namesIn(home).flatMap((name) => (FILE.test(name) ? [join(home, name)] : [])),
    ...BESIDE_DATABASE.map((end) => databasePath + end),
  ]
  return [...listCopies({ home, databasePath }), ...[...new Set(files)].map(toPrivate)]
}

/** The copies that precede migrations. A folder with other things in it may be somebody's own: it is left as it is. */
function listCopies({ home, databasePath }: Places): readonly Entry[] {
  const folder = join(home, BACKUPS)
  const names = namesIn(folder)
  const ours = names.filter((name) => name.startsWith(`${basename(databasePath)}.v`))
  const files = ours.map((name) => toPrivate(join(folder, name)))
  return ours.length < names.length ? files : [{ path: folder, mode: PRIVATE_FOLDER }, ...files]
}

function toPrivate(path: string): Entry {
  return { path, mode: PRIVATE_FILE }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** `null` where there is nothing, and where the system keeps no such permissions. */
function modeOf(path: string): number | null {
  if (process.platform === 'win32') return null
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? null : found.mode & 0o777
}
