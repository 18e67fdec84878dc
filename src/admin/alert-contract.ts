import { z } from 'zod'

/* Whether alerts arrive: the rules of contract.ts hold. */

export const alertTest = z.object({
  delivered: z.boolean(),
  status: z.int().nullable().describe('that the webhook answered; null where no answer came'),
  webhook: z.string().describe('its address, masked'),
  detail: z.string(),
})

export type AlertTestBody = z.infer<typeof alertTest>
