import type { SettingChange } from '../../admin/ports.ts'
import type { Settings } from '../../model/settings.ts'
import { changeConfigFile } from './files/config-file.ts'
import type { NodeSettings } from './files/load-node-settings.ts'

/** The settings as they are now. They change by SIGHUP and by the control API, never half. */
export class LiveSettings {
  readonly #load: () => NodeSettings
  readonly #onChanged: (settings: Settings) => void
  #now: Settings

  constructor(first: Settings, load: () => NodeSettings, onChanged: (settings: Settings) => void) {
    this.#now = first
    this.#load = load
    this.#onChanged = onChanged
  }

  get now(): Settings {
    return this.#now
  }

  /** Reads everything again. The sentences say why it cannot be used; then all stays as it is. */
  reload(): readonly string[] {
    const loaded = this.#load()
    if (!loaded.ok) return loaded.sentences
    this.#now = loaded.settings
    this.#onChanged(loaded.settings)
    return []
  }

  /** Writes values to the config file, durably, and lets them take effect. */
  change(values: ReadonlyMap<string, unknown>): SettingChange {
    const { configFile } = this.#now
    if (configFile === null) return { kind: 'failed', message: NO_FILE }
    const written = changeConfigFile(configFile, values)
    if (!written.ok) return { kind: 'failed', message: written.why }
    const sentences = this.reload()
    return sentences.length === 0 ? { kind: 'changed' } : { kind: 'refused', message: sentences.join(' ') }
  }
}

const NO_FILE = 'The configuration comes from CLAUDEFLARE_CONFIG_JSON, which cannot be written; change it there.'
