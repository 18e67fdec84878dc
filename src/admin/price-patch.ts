import { matchesPattern } from '../model/patterns.ts'
import type { PriceOverride } from '../model/price.ts'
import { PRICE_FIELDS } from '../config/read-prices.ts'
import { nearestName } from '../config/nearest-name.ts'
import { isRecord, type JsonRecord } from '../config/json-record.ts'
import { toShownKey } from './issue-words.ts'

const TABLE = 'prices'
const ONE = 'prices.'

/** Whether a path of a patch leads to prices, which are set as a whole: the names of models have dots of their own. */
export function isPrices(path: readonly string[]): boolean {
  const [top = ''] = path
  return path.length === 1 && (top === TABLE || top.startsWith(ONE))
}

/** The operator's prices as the config file has them. */
export function toPriceTable(overrides: readonly PriceOverride[]): JsonRecord {
  return Object.fromEntries(overrides.map((override) => [override.pattern, toFields(override)]))
}

function toFields({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: PriceOverride): JsonRecord {
  return {
    input,
    ...(output === null ? {} : { output }),
    ...(cacheRead === null ? {} : { cache_read: cacheRead }),
    ...(cacheWrite5m === null ? {} : { cache_write_5m: cacheWrite5m }),
    ...(cacheWrite1h === null ? {} : { cache_write_1h: cacheWrite1h }),
  }
}

/** Why these prices cannot be meant: a misspelt part of one would be left out, and costs be wrong. `null` where they can. */
export function refusePrices(values: ReadonlyMap<string, unknown>): string | null {
  for (const [key, value] of values) {
    for (const [pattern, price] of pricesOf(key, value)) {
      const unknown = isRecord(price) ? Object.keys(price).find((name) => !isField(name)) : undefined
      if (unknown === undefined) continue
      const near = nearestName(unknown, PRICE_FIELDS)
      const hint = near === null ? `there are ${PRICE_FIELDS.join(', ')}` : `${near} may be meant`
      return `${toShownKey(unknown)} of the price of ${toShownKey(pattern)} is not known; ${hint}`
    }
  }
  return null
}

function pricesOf(key: string, value: unknown): readonly (readonly [pattern: string, price: unknown])[] {
  if (key === TABLE) return isRecord(value) ? Object.entries(value) : []
  return key.startsWith(ONE) ? [[key.slice(ONE.length), value]] : []
}

function isField(name: string): boolean {
  return PRICE_FIELDS.some((known) => known === name)
}

/**
 * A patch whose `prices.<pattern>` have become the whole table `prices`: each changes the prices in force, or takes the
 * pattern out where it is `null`. A new one stands before the first that would match all that it does, else last.
 */
export function withPrices(
  values: ReadonlyMap<string, unknown>,
  overrides: readonly PriceOverride[],
): ReadonlyMap<string, unknown> {
  const single = [...values].filter(([key]) => key.startsWith(ONE))
  const given = values.has(TABLE) ? values.get(TABLE) : toPriceTable(overrides)
  if (single.length === 0 || !isRecord(given)) return values
  let table = Object.entries(given)
  for (const [key, value] of single) table = withPrice(table, key.slice(ONE.length), value)
  const others = [...values].filter(([key]) => !key.startsWith(ONE) && key !== TABLE)
  return new Map([...others, [TABLE, Object.fromEntries(table)]])
}

type Table = [pattern: string, price: unknown][]

function withPrice(table: Table, pattern: string, value: unknown): Table {
  const index = table.findIndex(([known]) => known === pattern)
  if (value === null) return table.filter(([known]) => known !== pattern)
  if (index >= 0) return table.with(index, [pattern, value])
  const wider = table.findIndex(([known]) => matchesPattern(known, pattern))
  return table.toSpliced(wider < 0 ? table.length : wider, 0, [pattern, value])
}
