import { z } from 'zod'

/* What models cost: the rules of contract.ts hold. */

const dollars = z.number().min(0).describe('US dollars per million tokens')

export const pricesBody = z.object({
  overrides: z
    .array(
      z.object({
        pattern: z.string(),
        input: dollars,
        output: dollars,
        cache_read: dollars,
        cache_write_5m: dollars,
        cache_write_1h: dollars,
      }),
    )
    .describe('the setting `prices`, in the order in which it is looked through; what it leaves out is filled in'),
  items: z
    .array(
      z.object({
        id: z.string(),
        provider: z.string(),
        model: z.string(),
        source: z.enum(['built-in', 'override', 'unknown']),
        input: dollars.nullable(),
        output: dollars.nullable(),
        cache_read: dollars.nullable(),
        cache_write_5m: dollars.nullable(),
        cache_write_1h: dollars.nullable(),
      }),
    )
    .describe('models of the last 7 days, and what they cost now; of one with prices for long prompts, a short one’s'),
  next: z.null(),
})

export type PricesBody = z.infer<typeof pricesBody>
