import type { PriceOverride } from '../model/price.ts'
import { modelPattern } from './account-kinds.ts'
import { isRecord, type JsonRecord, valueAt } from './json-record.ts'
import { refuseShape } from './refuse-shape.ts'
import type { SettingReader } from './setting-reader.ts'
import { warnOfUnknown } from './unknown-keys.ts'
import { type ValueKind, unusable } from './value-kind.ts'

/** What a price may say, by its name in the config file. */
export const PRICE_FIELDS = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h'] as const

type PriceField = (typeof PRICE_FIELDS)[number]

/** Every request's model is held against them. */
const MOST = 500
const DEAREST = 100_000

const dollars: ValueKind<number> = {
  accepted: `US dollars per million tokens, a number from 0 to ${DEAREST}`,
  mask: 'none',
  parse(raw) {
    const value = raw.kind === 'json' ? raw.value : Number(raw.text.trim() || Number.NaN)
    return typeof value === 'number' && value >= 0 && value <= DEAREST ? { ok: true, value } : unusable()
  },
}

/** What models cost by the operator's word: `{"claude-*": {"input": 3, "output": 15}}`, in the order that it is written in. */
export function readPrices(reader: SettingReader): readonly PriceOverride[] {
  reader.find('prices')
  const table = valueAt(reader.document.root, 'prices')
  if (table === undefined) return []
  if (!isRecord(table)) {
    refuseShape(reader, { place: 'prices', value: table }, 'an object of prices by model, {"claude-*": {"input": 3}}')
    return []
  }
  const entries = Object.entries(table)
  if (entries.length > MOST) {
    refuse(reader, 'prices', { why: `it has ${entries.length} patterns`, accepted: `at most ${MOST}` })
    return []
  }
  return entries.flatMap(([pattern, value]) => readPrice(reader, pattern, value))
}

function readPrice(reader: SettingReader, pattern: string, value: unknown): readonly PriceOverride[] {
  const place = `prices.${pattern}`
  reader.use(reader.inFile(place, pattern), modelPattern, '')
  if (!isRecord(value)) {
    refuseShape(reader, { place, value }, 'an object, {"input": 3, "output": 15}')
    return []
  }
  warnOfUnknown(reader, { place, object: value, known: PRICE_FIELDS })
  const input = readField(reader, { place, value, field: 'input' })
  if (!Object.hasOwn(value, 'input')) {
    const accepted = 'at least input, {"input": 3}: what is left out follows from it'
    refuse(reader, place, { why: 'it does not say what input costs', accepted })
  }
  return [
    {
      pattern,
      input: input ?? 0,
      output: readField(reader, { place, value, field: 'output' }),
      cacheRead: readField(reader, { place, value, field: 'cache_read' }),
      cacheWrite5m: readField(reader, { place, value, field: 'cache_write_5m' }),
      cacheWrite1h: readField(reader, { place, value, field: 'cache_write_1h' }),
    },
  ]
}

function refuse(reader: SettingReader, setting: string, words: { why: string; accepted: string }): void {
  const source = { kind: 'file', path: reader.document.path, key: setting } as const
  reader.report.problem({ setting, value: null, source, ...words })
}

function readField(
  reader: SettingReader,
  of: { readonly place: string; readonly value: JsonRecord; readonly field: PriceField },
): number | null {
  const own = Object.hasOwn(of.value, of.field) ? of.value[of.field] : undefined
  return reader.use<number | null>(reader.inFile(`${of.place}.${of.field}`, own), dollars, null)
}
