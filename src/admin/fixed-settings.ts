import { POOL_FIELDS, poolSettingKey, SHARED_SETTINGS } from '../config/pool-setting-key.ts'
import type { SettingKey } from '../config/setting-table.ts'
import type { Settings, SettingSource } from '../model/settings.ts'

type Sources = Pick<Settings, 'sources'>
type Shown = Pick<Settings, 'sources' | 'pools'>

/** What of the environment or the command line has set it: theirs to change (contract §8). `null` where nothing of them has. */
export function fixedBy({ sources }: Sources, key: string): SettingSource | null {
  for (const setting of [key, ...sharedWith(key)]) {
    const source = sources.get(setting)
    if (source?.kind === 'environment' || source?.kind === 'flag') return source
  }
  return null
}

/** The setting that a pool's goes by where it has no value of its own. */
function sharedWith(key: string): readonly SettingKey[] {
  return Object.entries(SHARED_SETTINGS).flatMap(([field, setting]) =>
    setting !== null && key.endsWith(`.${field}`) ? [setting] : [],
  )
}

/** What cannot be changed of a pool over the API, by its field there, and what has set it in words. */
export function fixedFields(settings: Sources, pool: string): Record<string, string> {
  return wordsOf(POOL_FIELDS.map((field) => [field, fixedBy(settings, poolSettingKey(pool, field))]))
}

/** The same of all settings, by their dotted key. */
export function fixedSettings(settings: Shown): Record<string, string> {
  return wordsOf(keysOf(settings).map((key) => [key, fixedBy(settings, key)]))
}

/** Where each setting came from that is no default, in words, by its dotted key. */
export function settingSources(settings: Shown): Record<string, string> {
  return wordsOf(keysOf(settings).map((key) => [key, givenBy(settings, key)]))
}

function givenBy({ sources }: Sources, key: string): SettingSource | null {
  const given = [key, ...sharedWith(key)].map((setting) => sources.get(setting) ?? { kind: 'default' as const })
  return given.find(({ kind }) => kind !== 'default') ?? null
}

/** A pool's settings have a key each, whether or not it has values of its own. */
function keysOf({ sources, pools }: Shown): readonly string[] {
  const ofPools = pools.flatMap(({ name }) => POOL_FIELDS.map((field) => poolSettingKey(name, field)))
  return [...new Set([...sources.keys(), ...ofPools])]
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
