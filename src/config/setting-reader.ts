import type { SettingSource } from '../model/settings.ts'
import type { ConfigDocument } from './config-document.ts'
import type { ConfigSources } from './config-sources.ts'
import { valueAt } from './json-record.ts'
import type { Report } from './report.ts'
import { type SettingKey, settingNames } from './setting-table.ts'
import { type RawValue, showValue, type ValueKind } from './value-kind.ts'

/** One value as it was found, with where it came from. */
export interface Given {
  /** As the person wrote it: `LB_STRATEGY`, `lb_strategy`, `--strategy`. */
  readonly setting: string
  readonly source: SettingSource
  readonly raw: RawValue
}

/** Finds values by precedence and reads them; what cannot be used is reported, and the fallback only keeps types whole. */
export interface SettingReader {
  readonly report: Report
  readonly document: ConfigDocument
  /** By dotted key of the file. */
  readonly sources: ReadonlyMap<string, SettingSource>
  find(key: SettingKey): Given | null
  /** A variable that has no place in the file; the first that is set. */
  findVariable(...names: readonly string[]): Given | null
  /** A value inside the file, by where it stands: `accounts[1].weight`. `undefined` is none. */
  inFile(setting: string, value: unknown): Given | null
  use<T>(given: Given | null, kind: ValueKind<T>, fallback: T): T
  read<T>(key: SettingKey, kind: ValueKind<T>, fallback: T): T
}

type Facts = Pick<ConfigSources, 'flags' | 'env'>

export function createSettingReader(facts: Facts, document: ConfigDocument, report: Report): SettingReader {
  const sources = new Map<string, SettingSource>()

  function find(key: SettingKey): Given | null {
    const given = fromFlag(facts, key) ?? fromVariable(facts, settingNames(key).variable) ?? fromFile(key)
    sources.set(key, given?.source ?? { kind: 'default' })
    return given
  }

  function fromFile(key: string): Given | null {
    return inFile(key, valueAt(document.root, key))
  }

  function inFile(setting: string, value: unknown): Given | null {
    if (value === undefined) return null
    const source: SettingSource = { kind: 'file', path: document.path, key: setting }
    sources.set(setting, source)
    if (typeof value !== 'string') return { setting, source, raw: { kind: 'json', value } }
    return interpolate({ setting, source, raw: { kind: 'json', value } }, value)
  }

  /** `"${NAME}"` is read from the environment: in the file only, and only as a whole value (contract §3). */
  function interpolate(given: Given, value: string): Given | null {
    const name = /^\$\{([^}]*)\}$/.exec(value)?.[1]
    if (name === undefined) return given
    const text = /^[A-Za-z_]\w*$/.test(name) ? facts.env[name] : undefined
    if (text !== undefined && text !== '') return { ...given, raw: { kind: 'text', text } }
    report.problem({
      setting: given.setting,
      value: JSON.stringify(value),
      source: given.source,
      why: `the environment has no ${name}`,
      accepted: 'a value, or the name of a variable that is set',
    })
    return null
  }

  function use<T>(given: Given | null, kind: ValueKind<T>, fallback: T): T {
    if (given === null) return fallback
    const parsed = kind.parse(given.raw)
    if (parsed.ok) return parsed.value
    const { setting, source, raw } = given
    const value = showValue(raw, kind.mask)
    report.problem({ setting, source, value, why: parsed.why, accepted: kind.accepted })
    return fallback
  }

  return {
    report,
    document,
    sources,
    find,
    findVariable: (...names) => names.map((name) => fromVariable(facts, name)).find((given) => given !== null) ?? null,
    inFile,
    use,
    read: (key, kind, fallback) => use(find(key), kind, fallback),
  }
}

function fromFlag(facts: Facts, key: SettingKey): Given | null {
  const flag = settingNames(key).flag
  const text = flag === null ? undefined : facts.flags.get(flag)
  if (flag === null || text === undefined) return null
  return { setting: `--${flag}`, source: { kind: 'flag', flag }, raw: { kind: 'text', text } }
}

/** An empty variable counts as unset: that is how compose files and shells pass one that is not set. */
function fromVariable(facts: Facts, variable: string | null): Given | null {
  const text = variable === null ? undefined : facts.env[variable]
  if (variable === null || text === undefined || text.trim() === '') return null
  return { setting: variable, source: { kind: 'environment', variable }, raw: { kind: 'text', text } }
}
