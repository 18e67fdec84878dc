import { z } from 'zod'

export const planSchema = z.object({
  port: z.number(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Streams kept open together. */
  streams: z.number(),
  /** Connections opened a second. */
  perSecond: z.number(),
})

export const tallySchema = z.object({
  /** Events that have arrived. */
  events: z.number(),
  /** Streams open now. */
  streams: z.number(),
  /** Streams that came to their end. */
  ended: z.number(),
  /** Streams refused, or cut before their end. */
  broken: z.number(),
})

export type StreamTally = z.infer<typeof tallySchema>
