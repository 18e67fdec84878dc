import { isRecord, type JsonRecord, valueAt } from './json-record.ts'
import { nearestName } from './nearest-name.ts'
import { refuseShape } from './refuse-shape.ts'
import { ENVIRONMENT_ONLY, SECTIONS, settingNames, SETTINGS } from './setting-table.ts'
import type { SettingReader } from './setting-reader.ts'

interface KeysOf {
  /** Where the object stands: `accounts[1]`; empty is the file's root. */
  readonly place: string
  readonly object: JsonRecord
  readonly known: readonly string[]
}

/** Warns of each key that means nothing here; it is kept when the file is written. */
export function warnOfUnknown(reader: SettingReader, { place, object, known }: KeysOf): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key) || key === '$schema') continue
    const near = nearestName(key, known)
    const hint = near === null ? '' : `; is ${near} meant?`
    reader.report.warn(`${place === '' ? key : `${place}.${key}`} in ${reader.document.path} is not a setting${hint}`)
  }
}

/** Looks through the file's root and its sections: what has the wrong shape is refused, what is unknown warned of. */
export function checkKnownKeys(reader: SettingReader): void {
  const keys = Object.keys(SETTINGS)
  const top = new Set(keys.map((key) => key.split('.')[0] ?? key))
  const { root } = reader.document
  warnOfUnknown(reader, { place: '', object: root, known: [...top] })
  for (const section of SECTIONS) {
    const value = valueAt(root, section)
    if (value === undefined) continue
    if (!isRecord(value)) {
      refuseShape(reader, { place: section, value }, 'an object')
      continue
    }
    const prefix = `${section}.`
    const known = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
    warnOfUnknown(reader, { place: section, object: value, known })
  }
}

/** Warns of variables that carry one of our prefixes and mean nothing: most likely mistyped. */
export function warnOfUnknownVariables(reader: SettingReader, env: Readonly<Record<string, string | undefined>>): void {
  const known = [...ENVIRONMENT_ONLY]
  for (const key of Object.keys(SETTINGS)) {
    const variable = isSettingKey(key) ? settingNames(key).variable : null
    if (variable !== null) known.push(variable)
  }
  for (const name of Object.keys(env)) {
    if (!/^(?:LOAD_BALANCER|CLAUDEFLARE)_/.test(name) || known.includes(name)) continue
    const near = nearestName(name, known)
    reader.report.warn(`${name} from the environment is not a setting${near === null ? '' : `; is ${near} meant?`}`)
  }
}

function isSettingKey(key: string): key is keyof typeof SETTINGS {
  return Object.hasOwn(SETTINGS, key)
}
