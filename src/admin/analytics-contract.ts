import { z } from 'zod'
import { unreachable } from './contract.ts'

/* What happened over a stretch of time: the rules of contract.ts hold. */

const epochMs = z.int().describe('epoch milliseconds')
const count = z.int().min(0)
const part = z.number().min(0).max(1)

export const RANGES = ['1h', '6h', '24h', '7d', '30d'] as const

export const analyticsQuery = z.strictObject({
  range: z.enum(RANGES).default('24h'),
  pool: z.string().min(1).optional(),
  account: z.string().min(1).optional().describe('id or name'),
  model: z.string().min(1).optional(),
})

const percentiles = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
})

/** Sums over requests that began within a stretch of time. */
const sums = z.object({
  requests: count,
  ok: count,
  failed: count.describe('refused, failed or cut'),
  cut: count.describe('of those that failed: answers that broke after they had begun'),
  gone: count.describe('whose caller went away'),
  failovers: count.describe("attempts beyond each request's first"),
  limitsMet: count.describe('attempts that vendors refused for a limit'),
  input: count.describe('prompt tokens that were neither read from nor written to a cache'),
  output: count,
  cacheRead: count,
  cacheWrite: count,
  cost: z.number().nullable().describe('US dollars of the requests whose price is known'),
  unpriced: count.describe('requests with tokens whose price is unknown'),
  duration: percentiles.describe('milliseconds, to the last byte; exact to about a third'),
  firstByte: percentiles.describe('milliseconds, to the first byte; exact to about a third'),
})

const accountSums = sums.omit({ failovers: true }).extend({
  id: z.string(),
  name: z.string(),
  pool: z.string(),
  provider: z.string(),
  attempts: count.describe('every try, also those that another account then took over'),
  share: part.describe("of its pool's attempts"),
  failures: count.describe('attempts answered 401, 402, 403, 429, 5xx or broken'),
  failoversAway: count.describe('attempts after which another account was asked'),
})

const modelSums = sums.extend({ model: z.string().nullable(), provider: z.string().nullable() })

const poolSessions = z.object({
  pool: z.string(),
  started: count,
  ended: count,
  meanMs: z.number().nullable().describe('of those that ended'),
  switches: count.describe('times that the traffic moved to another account'),
})

export const analyticsBody = z.object({
  range: z.enum(RANGES),
  from: epochMs,
  to: epochMs,
  stepMs: z.int().describe('length of a step'),
  series: z.array(sums.extend({ at: epochMs.describe('when the step began') })).describe('every step, empty ones too'),
  totals: sums,
  accounts: z.array(accountSums).describe('those with the most attempts, at most 200'),
  models: z.array(modelSums).describe('those with the most requests, at most 100'),
  sessions: z.array(poolSessions).describe('not kept apart by account or model'),
  unreachable,
})

export type AnalyticsBody = z.infer<typeof analyticsBody>
