import type { Settings } from '../model/settings.ts'
import type { ConfigProblem } from './config-problem.ts'
import type { ConfigSources } from './config-sources.ts'

export type Loaded =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Reads all settings: command line, environment, config file, default, in this order. Never throws. */
export function loadSettings(sources: ConfigSources): Loaded {
  throw new Error(`not built yet: ${sources.home}`)
}
