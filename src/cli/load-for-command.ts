import type { Whereabouts } from '../config/load-whereabouts.ts'
import type { Settings } from '../model/settings.ts'
import { loadNodeSettings, loadNodeWhereabouts } from '../runtimes/node/files/load-node-settings.ts'
import { closeStateFiles } from '../runtimes/node/files/state-files.ts'
import type { Invocation } from './command.ts'

type Caller = Pick<Invocation, 'flags' | 'terminal'>

/** The settings as a server started here would have them; `null` where they cannot be used, which has been said. */
export function loadForCommand({ flags, terminal }: Caller): Settings | null {
  const loaded = loadNodeSettings({ flags, env: terminal.env, defaultLogFormat: 'text' })
  if (!loaded.ok) return refuse(terminal, loaded.sentences)
  tellMended(terminal, [...loaded.mended, ...closeStateFiles(loaded.settings)])
  return loaded.settings
}

/** Where the server of this state folder is and keeps its state; `null` as above, but for no other setting's sake. */
export function locateForCommand({ flags, terminal }: Caller): Whereabouts | null {
  const loaded = loadNodeWhereabouts({ flags, env: terminal.env })
  if (!loaded.ok) return refuse(terminal, loaded.sentences)
  tellMended(terminal, [...loaded.mended, ...closeStateFiles(loaded.whereabouts)])
  return loaded.whereabouts
}

function refuse(terminal: Invocation['terminal'], sentences: readonly string[]): null {
  for (const sentence of sentences) terminal.err(`claudeflare: ${sentence}`)
  return null
}

function tellMended(terminal: Invocation['terminal'], notes: readonly string[]): void {
  for (const note of notes) terminal.err(note)
}
