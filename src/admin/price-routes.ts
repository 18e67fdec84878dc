import { Hono } from 'hono'
import type { ModelPrice, PriceOverride } from '../model/price.ts'
import { priceOfOverride } from '../model/price.ts'
import type { PricesBody } from './price-contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'

/** How far back models are looked for, ms. */
const LATELY_MS = 7 * 86_400_000

/** `/api/prices`: what models cost, and who says so. They are changed as the setting `prices`. */
export function priceRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()
  routes.get('/', async (c) => {
    const models = await deps.modelPrices(deps.now() - LATELY_MS)
    const body: PricesBody = {
      overrides: deps.settings().prices.map(toOverrideRow),
      items: models.map(toModelRow),
      next: null,
    }
    return c.json(body)
  })
  return routes
}

function toOverrideRow(override: PriceOverride): PricesBody['overrides'][number] {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = priceOfOverride(override)
  return {
    pattern: override.pattern,
    input,
    output,
    cache_read: cacheRead,
    cache_write_5m: cacheWrite5m,
    cache_write_1h: cacheWrite1h,
  }
}

function toModelRow({ provider, model, source, price }: ModelPrice): PricesBody['items'][number] {
  return {
    id: `${provider}/${model}`,
    provider,
    model,
    source,
    input: price?.input ?? null,
    output: price?.output ?? null,
    cache_read: price?.cacheRead ?? null,
    cache_write_5m: price?.cacheWrite5m ?? null,
    cache_write_1h: price?.cacheWrite1h ?? null,
  }
}
