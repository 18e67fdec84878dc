import type { SettingChange } from '../../admin/ports.ts'
import type { Settings } from '../../model/settings.ts'
import { changeConfigFile } from './files/config-file.ts'
import { changeOverlay, overlayPath } from './files/config-overlay.ts'
import type { NodeSettings } from './files/load-node-settings.ts'
import { discard, readText, writeWhole } from './files/private-file.ts'

/** The settings as they are now. They change by SIGHUP and by the control API, never half. */
export class LiveSettings {
  readonly #load: () => NodeSettings
  readonly #onChanged: (settings: Settings, before: Settings) => void
  #now: Settings

  constructor(first: Settings, load: () => NodeSettings, onChanged: (settings: Settings, before: Settings) => void) {
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
    const before = this.#now
    this.#now = loaded.settings
    this.#onChanged(loaded.settings, before)
    return []
  }

  /** Writes values where the configuration comes from, durably, and lets them take effect; if they cannot, all is as before. */
  change(values: ReadonlyMap<string, unknown>): SettingChange {
    const { configFile, home } = this.#now
    const path = configFile ?? overlayPath(home)
    const before = readText(path)
    if (!before.ok) return { kind: 'failed', message: before.why }
    const written = configFile === null ? changeOverlay(home, values) : changeConfigFile(configFile, values)
    if (!written.ok) return { kind: 'failed', message: written.why }
    const sentences = this.reload()
    if (sentences.length === 0) return { kind: 'changed' }
    if (before.value === null) discard(path)
    else writeWhole(path, before.value)
    return { kind: 'refused', message: sentences.join(' ') }
  }
}
