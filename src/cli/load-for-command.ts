import type { Settings } from '../model/settings.ts'
import { loadNodeSettings } from '../runtimes/node/files/load-node-settings.ts'
import { closeStateFiles } from '../runtimes/node/files/state-files.ts'
import type { Invocation } from './command.ts'

/** The settings as a server started here would have them; `null` where they cannot be used, which has been said. */
export function loadForCommand({ flags, terminal }: Pick<Invocation, 'flags' | 'terminal'>): Settings | null {
  const loaded = loadNodeSettings({ flags, env: terminal.env, defaultLogFormat: 'text' })
  if (!loaded.ok) {
    for (const sentence of loaded.sentences) terminal.err(`claudeflare: ${sentence}`)
    return null
  }
  for (const note of [...loaded.mended, ...closeStateFiles(loaded.settings)]) terminal.err(note)
  return loaded.settings
}
