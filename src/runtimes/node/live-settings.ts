import type { SettingChange } from '../../admin/ports.ts'
import { withPrices } from '../../admin/price-patch.ts'
import { toSentence } from '../../config/config-problem.ts'
import type { ConfigSources } from '../../config/config-sources.ts'
import { loadSettings } from '../../config/load-settings.ts'
import type { Settings } from '../../model/settings.ts'
import type { OpenedAccount } from '../../model/stored-account.ts'
import { changeConfigFile } from './files/config-file.ts'
import { changeOverlay, overlayPath } from './files/config-overlay.ts'
import type { NodeSettings } from './files/load-node-settings.ts'
import { discard, readText, writeWhole } from './files/private-file.ts'

/** Reads them with these accounts; `asked` as `loadNodeSettings` takes it. */
type Load = (stored: readonly OpenedAccount[], asked: ReadonlyMap<string, unknown>) => NodeSettings
type Loaded = Extract<NodeSettings, { ok: true }>

/** The settings as they are now. They change by SIGHUP, by the control API and with the stored accounts, never half. */
export class LiveSettings {
  readonly #load: Load
  readonly #onChanged: (settings: Settings, before: Settings) => void
  #now: Settings
  /** What they were read from last: an edit of the file takes effect when it is asked for, not with an account. */
  #sources: ConfigSources

  constructor(
    first: Pick<Loaded, 'settings' | 'sources'>,
    load: Load,
    onChanged: (settings: Settings, before: Settings) => void,
  ) {
    this.#now = first.settings
    this.#sources = first.sources
    this.#load = load
    this.#onChanged = onChanged
  }

  get now(): Settings {
    return this.#now
  }

  /** Reads everything again. The sentences say why it cannot be used; then all stays as it is. */
  reload(asked: ReadonlyMap<string, unknown> = new Map()): readonly string[] {
    const loaded = this.#load(this.#sources.stored, asked)
    if (!loaded.ok) return loaded.sentences
    this.#sources = loaded.sources
    this.#take(loaded.settings)
    return []
  }

  /** Why the settings could not be used with these stored accounts; none where they can. */
  check(stored: readonly OpenedAccount[]): readonly string[] {
    const loaded = loadSettings({ ...this.#sources, stored })
    return loaded.ok ? [] : loaded.problems.map(toSentence)
  }

  /** Goes by these stored accounts from now on. */
  takeAccounts(stored: readonly OpenedAccount[]): void {
    this.#sources = { ...this.#sources, stored }
    const loaded = loadSettings(this.#sources)
    if (loaded.ok) this.#take(loaded.settings)
  }

  /** Writes values where the configuration comes from, durably, and lets them take effect; if they cannot, all is as before. */
  change(given: ReadonlyMap<string, unknown>): SettingChange {
    const { configFile, home, prices } = this.#now
    const values = withPrices(given, prices)
    const path = configFile ?? overlayPath(home)
    const before = readText(path)
    if (!before.ok) return { kind: 'failed', message: before.why }
    const written = configFile === null ? changeOverlay(home, values) : changeConfigFile(configFile, values)
    if (!written.ok) return { kind: 'failed', message: written.why }
    const sentences = this.reload(values)
    if (sentences.length === 0) return { kind: 'changed' }
    if (before.value === null) discard(path)
    else writeWhole(path, before.value)
    return { kind: 'refused', message: sentences.join(' ') }
  }

  #take(settings: Settings): void {
    const before = this.#now
    this.#now = settings
    this.#onChanged(settings, before)
  }
}
