import type { DatabaseSync } from 'node:sqlite'
import type { ModelPrice } from '../../model/price.ts'
import { OTHER_MODELS } from './rollup-tables.ts'
import type { ReaderCall } from './thread-messages.ts'

const MOST_MODELS = 500

/** The price list takes some 20 MB and 30 ms: it is loaded where nobody waits for anything else, and when it is asked for. */
export async function findModelPrices(
  database: DatabaseSync,
  { since, overrides }: Extract<ReaderCall, { kind: 'model_prices' }>,
): Promise<readonly ModelPrice[]> {
  const { createModelPrices } = await import('../model-prices.ts')
  const rows = database
    .prepare(
      `select groups.provider as provider, groups.model as model, sum(hours.requests) as requests
      from rollup_hours hours join rollup_groups groups on groups.id = hours.group_id
      where hours.at >= ? and groups.provider <> '' and groups.model not in ('', '${OTHER_MODELS}')
      group by groups.provider, groups.model order by requests desc limit ${MOST_MODELS}`,
    )
    .all(since)
  const priceOf = createModelPrices(() => overrides)
  const now = Date.now()
  return rows.map((row) => priceOf({ provider: String(row['provider']), model: String(row['model']) }, now))
}
