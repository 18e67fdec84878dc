import { z } from 'zod'
import { STRATEGIES } from '../model/pool.ts'
import { accountState, unreachable } from './contract.ts'

/* What is so right now, and since midnight: the rules of contract.ts hold. */

const epochMs = z.int().describe('epoch milliseconds')
const count = z.int().min(0)
const part = z.number().min(0).max(1)

const percentiles = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
})

/** Requests that ended within the last minute. */
const liveFigures = z.object({
  windowMs: z.int().describe('how far it looks back'),
  requests: count,
  requestsPerSecond: z.number().min(0),
  successRate: part.nullable().describe('of the requests whose caller stayed; `null` without any'),
  inFlight: count.describe('calls under way on accounts'),
  duration: percentiles.describe('milliseconds, to the last byte'),
  firstByte: percentiles.describe('milliseconds, to the first byte that the caller was sent'),
  inputTokensPerSecond: z.number().min(0).describe('prompt tokens of every kind, cached ones too'),
  outputTokensPerSecond: z.number().min(0),
  cacheReadShare: part.nullable().describe('of the prompt tokens; `null` without any'),
})

/** Requests that began since midnight in the setting `time_zone`. */
const todayFigures = z.object({
  since: epochMs,
  requests: count,
  failed: count.describe('refused, failed or cut'),
  failovers: count,
  inputTokens: count.describe('prompt tokens of every kind, cached ones too'),
  outputTokens: count,
  cacheReadShare: part.nullable(),
  cost: z.number().nullable().describe('US dollars of the requests whose price is known'),
  unpriced: count.describe('requests with tokens whose price is unknown'),
})

/** Ten seconds of the last ten minutes. */
const recentStep = z.object({
  at: epochMs.describe('when it began'),
  requests: count,
  failed: count,
  outputTokens: count,
})

const poolNow = z.object({
  name: z.string(),
  enabled: z.boolean(),
  strategy: z.enum(STRATEGIES),
  activeAccounts: count,
  totalAccounts: count,
  waiting: count.describe('calls that wait for room'),
  requestsPerSecond: z.number().min(0).describe('of the last minute'),
  accounts: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        state: accountState,
        inFlight: count,
        attempts: count.describe('within the last minute'),
        share: part.describe("of its pool's attempts within the last minute"),
      }),
    )
    .describe('those with the largest share, at most 20'),
  others: z.object({ accounts: count, share: part }).describe('the rest of them'),
})

const ATTENTION_KINDS = [
  'needs_sign_in',
  'disabled',
  'last_account',
  'no_account',
  'budget',
  'error_rate',
  'cooling',
  'near_limit',
  'ledger',
  'unreachable',
] as const

/** Something that a person should look at, in words. */
export const attentionRow = z.object({
  id: z.string().describe('the same as long as it is the same thing'),
  kind: z.enum(ATTENTION_KINDS),
  level: z.enum(['critical', 'warning', 'note']),
  text: z.string().describe('a sentence: what is so, and what to do'),
  pool: z.string().nullable(),
  account: z.string().nullable().describe('name'),
  accountId: z.string().nullable(),
  since: epochMs,
  until: epochMs.nullable().describe('when it is expected to end by itself, where that is known'),
})

export const overviewBody = z.object({
  now: epochMs.describe("by the gateway's clock"),
  version: z.string(),
  startedAt: epochMs,
  live: liveFigures,
  today: todayFigures,
  recent: z.array(recentStep).describe('60 steps of 10 s, the oldest first; the last one is under way'),
  pools: z.array(poolNow),
  unreachable,
  attention: z.array(attentionRow).describe('the most pressing first, at most 100'),
  clients: z.object({ keys: count, openMode: z.boolean() }),
})

export type OverviewBody = z.infer<typeof overviewBody>
export type AttentionRow = z.infer<typeof attentionRow>
export type PoolNow = z.infer<typeof poolNow>
