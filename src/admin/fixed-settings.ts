import { POOL_FIELDS, poolSettingKey, SHARED_SETTINGS } from '../config/pool-setting-key.ts'
import type { Settings, SettingSource } from '../model/settings.ts'

type Sources = Pick<Settings, 'sources'>

/** What of the environment or the command line has set it: theirs to change (contract §8). `null` where nothing of them has. */
export function fixedBy({ sources }: Sources, key: string): SettingSource | null {
  const shared = Object.entries(SHARED_SETTINGS).flatMap(([field, setting]) =>
    setting !== null && key.endsWith(`.${field}`) ? [setting] : [],
  )
  for (const setting of [key, ...shared]) {
    const source = sources.get(setting)
    if (source?.kind === 'environment' || source?.kind === 'flag') return source
  }
  return null
}

/** What cannot be changed of a pool over the API, by its field there, and what has set it in words. */
export function fixedFields(settings: Sources, pool: string): Record<string, string> {
  return wordsOf(POOL_FIELDS.map((field) => [field, fixedBy(settings, poolSettingKey(pool, field))]))
}

/** The same of all settings, by their dotted key. */
export function fixedSettings(settings: Sources): Record<string, string> {
  return wordsOf([...settings.sources.keys()].map((key) => [key, fixedBy(settings, key)]))
}

function wordsOf(found: readonly (readonly [name: string, source: SettingSource | null])[]): Record<string, string> {
  return Object.fromEntries(found.flatMap(([name, source]) => (source === null ? [] : [[name, toWords(source)]])))
}

/** Where a value came from, as a person would say it. */
export function toWords(source: SettingSource): string {
  switch (source.kind) {
    case 'default':
      return 'default'
    case 'file':
      return `${source.key} in ${source.path}`
    case 'environment':
      return `${source.variable} of the environment`
    case 'flag':
      return `--${source.flag} of the command line`
    case 'store':
      return 'the control API'
    default:
      return source satisfies never
  }
}
