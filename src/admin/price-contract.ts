import { z } from 'zod'

/* What models cost: the rules of contract.ts hold. */

const usd = z.number().min(0)

/** US dollars per million tokens. */
export const price = z.object({
  input: usd,
  output: usd,
  cache_read: usd.optional(),
  cache_write_5m: usd.optional(),
  cache_write_1h: usd.optional(),
})

export const priceRow = z.object({
  id: z.string(),
  name: z.string().describe('a pattern that was set, or a model that was asked for lately'),
  kind: z.enum(['override', 'model']),
  provider: z.string().nullable().describe('of a model'),
  source: z.enum(['override', 'built-in', 'unknown']).describe('where the price in force comes from'),
  price: price.nullable().describe('in force; a built-in one for prompts of common size'),
})

export type PriceRow = z.infer<typeof priceRow>
