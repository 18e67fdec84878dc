import { matchesPattern } from '../model/patterns.ts'
import type { PriceOverride } from '../model/price.ts'
import { isRecord, type JsonRecord } from '../config/json-record.ts'

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
