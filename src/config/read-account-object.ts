import type { ModelMapping } from '../model/account.ts'
import { Secret } from '../model/secret.ts'
import type { AccountDraft } from './account-draft.ts'
import {
  accountName,
  maxInFlight,
  modelPattern,
  modelTarget,
  poolName,
  priority,
  quotaGroup,
  weight,
} from './account-kinds.ts'
import { baseUrl } from './base-url.ts'
import { isRecord, type JsonRecord } from './json-record.ts'
import { refuseShape } from './refuse-shape.ts'
import type { SettingReader } from './setting-reader.ts'
import { warnOfUnknown } from './unknown-keys.ts'
import { credential, share } from './value-kinds.ts'

const FIELDS = [
  'name',
  'pool',
  'provider',
  'api_key',
  'weight',
  'priority',
  'base_url',
  'models',
  'model_map',
  'max_in_flight',
  'max_utilization',
  'quota_group',
] as const

/** Where an account object stands, and what it gets where it does not say. */
export interface ObjectPlace {
  /** `accounts[1]`. */
  readonly place: string
  readonly name: string
  readonly pool: string
}

/** Reads an account's object; `null` where a field cannot be used, which is reported. */
export function readAccountObject(reader: SettingReader, object: JsonRecord, at: ObjectPlace): AccountDraft | null {
  const before = reader.report.problems.length
  warnOfUnknown(reader, { place: at.place, object, known: FIELDS })
  const field = (name: (typeof FIELDS)[number]) => {
    return reader.inFile(`${at.place}.${name}`, Object.hasOwn(object, name) ? object[name] : undefined)
  }
  const source = { kind: 'file', path: reader.document.path, key: at.place } as const
  if (object['api_key'] === undefined) {
    const setting = `${at.place}.api_key`
    reader.report.problem({ setting, source, value: null, why: 'it is missing', accepted: credential.accepted })
  }
  const draft: AccountDraft = {
    place: at.place,
    source,
    name: reader.use(field('name'), accountName, at.name),
    pool: reader.use(field('pool'), poolName, at.pool),
    provider: field('provider'),
    credential: new Secret(reader.use(field('api_key'), credential, '')),
    weight: reader.use(field('weight'), weight, 1),
    priority: reader.use(field('priority'), priority, 0),
    baseUrl: reader.use<string | null>(field('base_url'), baseUrl, null),
    models: readModels(reader, `${at.place}.models`, object['models']),
    modelMap: readModelMap(reader, `${at.place}.model_map`, object['model_map']),
    caps: {
      maxInFlight: reader.use<number | null>(field('max_in_flight'), maxInFlight, null),
      maxUtilization: reader.use<number | null>(field('max_utilization'), share, null),
      quotaGroup: reader.use<string | null>(field('quota_group'), quotaGroup, null),
    },
  }
  return reader.report.problems.length > before ? null : draft
}

function readModels(reader: SettingReader, place: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (Array.isArray(value)) {
    return value.map((item, index) => reader.use(reader.inFile(`${place}[${index}]`, item), modelPattern, ''))
  }
  refuseShape(reader, { place, value }, 'a list of model patterns, ["claude-*"]')
  return []
}

function readModelMap(reader: SettingReader, place: string, value: unknown): readonly ModelMapping[] {
  if (value === undefined) return []
  if (!isRecord(value)) {
    refuseShape(reader, { place, value }, 'an object of model patterns and names, {"claude-*": "gpt-5"}')
    return []
  }
  return Object.entries(value).map(([pattern, target]) => ({
    pattern: reader.use(reader.inFile(`${place}, a pattern`, pattern), modelPattern, ''),
    target: reader.use(reader.inFile(`${place}.${pattern}`, target), modelTarget, ''),
  }))
}
