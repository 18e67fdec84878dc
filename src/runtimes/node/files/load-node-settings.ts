import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import type { ConfigSources } from '../../../config/config-sources.ts'
import { toAskedSentence, toSentence } from '../../../config/config-problem.ts'
import { loadSettings } from '../../../config/load-settings.ts'
import { loadWhereabouts, type Whereabouts } from '../../../config/load-whereabouts.ts'
import { locateState, type StateLocation } from '../../../config/locate-state.ts'
import type { Settings } from '../../../model/settings.ts'
import type { OpenedAccount } from '../../../model/stored-account.ts'
import { readConfigFile } from './config-file.ts'
import { withOverlay } from './config-overlay.ts'
import { prepareStateFolder } from './state-folder.ts'
import { keepUuid } from './uuid-file.ts'

export type NodeSettings =
  | {
      readonly ok: true
      readonly settings: Settings
      /** What they were read from, for when accounts come and go. */
      readonly sources: ConfigSources
      readonly warnings: readonly string[]
      /** Those of the warnings that say what was open to others, and is no more. */
      readonly mended: readonly string[]
    }
  /** A sentence for each problem; exit status 2. */
  | { readonly ok: false; readonly sentences: readonly string[] }

/** What a process is told from outside. */
export interface ProcessFacts {
  readonly flags: ReadonlyMap<string, string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** How logs are written where nothing says. */
  readonly defaultLogFormat: 'text' | 'json'
}

/** SHA-256 of the text's UTF-8 bytes, lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Where this process's state is. Without a home folder (some containers) the current folder takes its place. */
export function locateNodeState(facts: Pick<ProcessFacts, 'flags' | 'env'>): StateLocation {
  const folder = process.cwd()
  return locateState({ flags: facts.flags, env: facts.env, userHome: homedir() || folder, folder })
}

/**
 * Reads the settings with the files they need: makes the state folder and the token in it where they are missing. `asked`
 * has the settings, by their dotted keys, that somebody has just asked for, who is told why they cannot be used.
 */
export function loadNodeSettings(
  facts: ProcessFacts,
  stored: readonly OpenedAccount[] = [],
  asked: ReadonlyMap<string, unknown> = new Map(),
): NodeSettings {
  const gathered = gatherSources(facts, stored)
  if (!gathered.ok) return gathered
  const { sources, mended, notes } = gathered
  const loaded = loadSettings(sources)
  if (!loaded.ok) return { ok: false, sentences: loaded.problems.map((problem) => toAskedSentence(problem, asked)) }
  return {
    ok: true,
    settings: loaded.settings,
    sources,
    warnings: [...new Set([...notes, ...loaded.warnings])],
    mended,
  }
}

export type NodeWhereabouts =
  | { readonly ok: true; readonly whereabouts: Whereabouts; readonly mended: readonly string[] }
  | { readonly ok: false; readonly sentences: readonly string[] }

/** Where the server of this state folder is, whatever else of its settings can be used here. */
export function loadNodeWhereabouts(facts: Pick<ProcessFacts, 'flags' | 'env'>): NodeWhereabouts {
  const gathered = gatherSources({ ...facts, defaultLogFormat: 'text' }, [])
  if (!gathered.ok) return gathered
  const loaded = loadWhereabouts(gathered.sources)
  if (!loaded.ok) return { ok: false, sentences: loaded.problems.map(toSentence) }
  return { ok: true, whereabouts: loaded.whereabouts, mended: gathered.mended }
}

type Gathered =
  | {
      readonly ok: true
      readonly sources: ConfigSources
      readonly mended: readonly string[]
      readonly notes: readonly string[]
    }
  | { readonly ok: false; readonly sentences: readonly string[] }

function gatherSources(facts: ProcessFacts, stored: readonly OpenedAccount[]): Gathered {
  const location = locateNodeState(facts)
  const folder = prepareStateFolder(location.home)
  if (!folder.ok) return { ok: false, sentences: [folder.why] }
  const uuid = keepUuid(location.home)
  const file = readConfigFile(location)
  const env = withOverlay(facts.env, location.home)
  if (!uuid.ok || !file.ok || !env.ok) {
    return { ok: false, sentences: [uuid, file, env].flatMap((done) => (done.ok ? [] : [done.why])) }
  }
  const sources: ConfigSources = {
    ...facts,
    env: env.value,
    file: location.configFile === null ? null : { path: location.configFile, text: file.value },
    stored,
    home: location.home,
    hash: sha256,
    generatedUuid: uuid.value,
  }
  const mended = [...folder.notes, ...uuid.notes, ...(location.configNamedBy === null ? file.notes : [])]
  return { ok: true, sources, mended, notes: [...mended, ...file.notes] }
}
