import { z } from 'zod'
import { ACCOUNT_KINDS } from '../model/account.ts'
import { holdsCredential } from '../model/credential-shape.ts'
import { KEY_SCOPES } from '../model/client-key.ts'
import { isOneLine } from '../model/one-line.ts'
import { STRATEGIES } from '../model/pool.ts'
import { PROTOCOLS } from '../model/protocol.ts'

/*
 * The control API's words: what it takes is checked against these, what it answers has their types, and
 * /api/openapi.json is generated from them. Times are epoch milliseconds and durations milliseconds unless a name says
 * otherwise. What the config file also has is spelled as it is there (`expires_at`), what only the API shows in camel case.
 */

const epochMs = z.int().describe('epoch milliseconds')
const count = z.int().min(0)
const strategy = z.enum(STRATEGIES)
const sessionScope = z.enum(['pool', 'client', 'conversation'])
const holding = 'for headroom: how long a call may wait for room, milliseconds; 0 is not at all'
const utilization = 'share of each limit that may be used'
const overage = 'whether accounts go on where their plan is used up and each call is paid for'

/** A text that is kept and shown: a credential that was pasted into it would be, too. */
export function shownText(most: number) {
  return z
    .string()
    .trim()
    .max(most)
    .refine((text) => !holdsCredential(text), 'looks like a credential, and would be shown')
}

/** The same, where it stands in a list, a log or a terminal. */
function shownLine(most: number) {
  return shownText(most).min(1).refine(isOneLine, 'accepted is text on one line, without control characters')
}

const name = shownLine(100)

export const strategyBody = z.strictObject({ strategy })

export const configPatch = z
  .record(z.string(), z.unknown())
  .describe('settings by their key in the config file, dotted or in sections')

export const accountsQuery = z.strictObject({ pool: z.string().min(1).optional() })

/** What is sent along is not looked at, but it is JSON: a page of another site could not send that. */
export const anyBody = z.looseObject({})

export const pauseBody = z.strictObject({ reason: shownLine(200).optional() })

const poolFields = {
  strategy: strategy.optional(),
  window_size: z.number().positive().max(525_600).optional().describe('minutes, for time-window'),
  session_duration_ms: z.int().min(1).max(31_536_000_000).optional().describe('milliseconds, up to a year'),
  session_scope: sessionScope.optional(),
  max_hold_ms: z.int().min(0).max(60_000).optional().describe(holding),
  max_utilization: z.number().positive().max(1).optional().describe(utilization),
  allow_overage: z.boolean().optional().describe(overage),
}

export const poolPatch = z
  .strictObject(poolFields)
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'nothing to change')

export const poolBody = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'accepted is up to 64 of A-Z a-z 0-9 _ -, a letter or digit first')
    .refine((text) => !holdsCredential(text), 'looks like a credential, and would be shown'),
  ...poolFields,
})

const session = z.object({ startedAt: epochMs, endsAt: epochMs })

const part = z.number().min(0).max(1)

const limitRow = z.object({
  name: z.string().describe('as the vendor names it; learned-requests of one that only refusals told of'),
  meter: z.enum(['requests', 'input', 'output', 'tokens', 'share']),
  scope: z.enum(['account', 'model', 'family']),
  model: z.string().nullable().describe('the model or family that it is for; null is every one'),
  capacity: z.number().describe('1 of a share, else calls or tokens'),
  left: z.number().min(0).describe("by the gateway's own reckoning"),
  reserved: z.number().min(0).describe('what calls under way and calls that wait are expected to take yet'),
  utilization: part.describe('what is used or reserved of it'),
  refills: z.boolean().describe('whether it comes back evenly; else all at once'),
  resetsAt: epochMs.nullable().describe('when it comes back; of one that refills, when it is full: null where it is'),
  learned: z.boolean().describe('from refusals alone: its capacity is a guess'),
})

const roomy = {
  inFlight: count.describe('calls under way'),
  waiting: count.describe('calls that wait for room on it'),
  conversations: count.describe('that had a call on it in the last 5 minutes, with strategy headroom'),
}

export const accountState = z.enum(['serving', 'cooling', 'disabled', 'paused', 'needs_sign_in'])

export const accountRow = z.object({
  id: z.string(),
  name: z.string(),
  pool: z.string(),
  provider: z.string(),
  protocol: z.enum(PROTOCOLS),
  kind: z.enum(ACCOUNT_KINDS),
  base_url: z.string(),
  weight: z.int().min(1),
  priority: z.int(),
  models: z.array(z.string()).describe('patterns of the models it may serve; empty means all'),
  model_map: z.record(z.string(), z.string()),
  max_in_flight: z.int().min(1).nullable().describe('calls under way at a time; null is no bound'),
  max_utilization: z.number().nullable().describe("share of each limit that may be used; null is its pool's"),
  quota_group: z.string().nullable().describe('accounts of one group share their limits; null is as the vendor tells'),
  note: z.string().nullable(),
  allow_private: z.boolean(),
  source: z.enum(['environment', 'file', 'store']),
  maskedKey: z.string(),
  state: accountState,
  reason: z.string().nullable().describe('why it is not serving'),
  until: epochMs.nullable().describe('when it may serve again, where that is known'),
  token: z
    .object({ expiresAt: epochMs, refreshedAt: epochMs, error: z.string().nullable().describe('of the last refresh') })
    .nullable()
    .describe('of an account that signs in, once it was asked for'),
  cooling: z
    .array(z.object({ scope: z.enum(['model', 'family']), name: z.string(), until: epochMs, reason: z.string() }))
    .describe('models, or families of models, that cool while the account serves others'),
  session: session.nullable(),
  requests: count.describe('attempts on it'),
  failures: count.describe('attempts answered 401, 402, 403, 429, 5xx or broken'),
  limitsMet: count,
  failovers: count.describe('attempts on it after which another account was asked'),
  lastUsed: epochMs.nullable(),
  limits: z.array(limitRow).describe('at most 64; accounts of one group have the same'),
  group: z.string().nullable().describe('whose limits they are: quota_group, else as the vendor tells'),
  ...roomy,
})

export const poolRow = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  strategy,
  window_size: z.number().describe('minutes, for time-window'),
  session_duration_ms: z.int(),
  session_scope: sessionScope,
  max_hold_ms: z.int().min(0).describe(holding),
  max_utilization: z.number().describe(utilization),
  allow_overage: z.boolean().describe(overage),
  totalAccounts: count,
  activeAccounts: count,
  waiting: count.describe('calls that wait for room'),
  fixed: z.record(z.string(), z.string()).describe('fields that cannot be changed here, and what set them'),
})

/** Pools whose part of an answer is missing. */
export const unreachable = z
  .array(z.string())
  .describe('names of the pools that cannot be asked just now, whose part is missing here; on Node always empty')

export const statsBody = z.object({
  accounts: z.array(
    accountRow
      .pick({ id: true, name: true, pool: true, provider: true, state: true, requests: true, failures: true })
      .extend({
        share: part.describe("of its pool's attempts"),
        limitsMet: count,
        failovers: count,
      })
      .extend({ lastUsed: epochMs.nullable(), ...roomy }),
  ),
  pools: z.array(
    z.object({
      name: z.string(),
      strategy,
      totalRequests: count,
      successfulRequests: count,
      failedRequests: count,
      lastUsed: epochMs.nullable(),
      failovers: count,
      waiting: count.describe('calls that wait for room'),
      sessions: count.describe('started so far'),
      boundSessions: count.describe('clients or conversations that hold one now'),
      meanSessionMs: z.number().nullable().describe('of the sessions that have ended'),
      switches: count.describe('times that the traffic moved to another account'),
    }),
  ),
  unreachable,
})

const expiry = z
  .union([epochMs, z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
  .nullable()
  .describe('a moment before the year 10000: epoch milliseconds or RFC 3339, 2026-11-26T11:00:00Z')

const usd = z.number().describe('US dollars')

const budget = z
  .strictObject({ usd: usd.positive().max(1_000_000), per: z.enum(['day', 'month']) })
  .describe('what its calls may cost a calendar day or month of the setting time_zone')

export const keyBody = z.strictObject({
  name,
  scopes: z.array(z.enum(KEY_SCOPES)).min(1).default(['call']),
  pools: z.array(z.string().min(1)).default([]).describe('the first is where its calls go; empty means pool accounts'),
  models: z.array(shownLine(200)).max(100).default([]).describe('patterns; empty means all'),
  expires_at: expiry.default(null),
  requests_per_minute: z.int().min(1).max(1_000_000).nullable().default(null).describe('at most so many in any 60 s'),
  tokens_per_minute: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .nullable()
    .default(null)
    .describe('a call begins while fewer were used in the last 60 s'),
  budget: budget.nullable().default(null),
})

export const keyRow = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  pools: z.array(z.string()),
  models: z.array(z.string()),
  expires_at: epochMs.nullable(),
  requests_per_minute: z.int().nullable(),
  tokens_per_minute: z.int().nullable(),
  budget: budget.nullable(),
  budget_spent_usd: usd.nullable().describe('of its budget in the current period, by calls that are over'),
  budget_held_usd: usd.nullable().describe('held for calls under way: what they cost at the most'),
  budget_resets_at: epochMs.nullable().describe('when the period ends'),
  created_at: epochMs,
  last_used_at: epochMs.nullable(),
})

export const createdKey = keyRow.extend({ key: z.string().describe('shown this once') })

export const signInBody = z.strictObject({ key: z.string().describe('a client key of scope admin') })

export const sessionBody = z.object({
  kind: z.enum(['session', 'key', 'open']),
  name: z.string().nullable().describe('of the client key'),
  expires_at: epochMs.nullable().describe('of a session: if it is not used any more'),
})

export const problemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  field: z.string().optional().describe('what of the body a conflict is about, where it is about one field alone'),
})

export const healthBody = z.object({ status: z.enum(['ok', 'unavailable', 'draining']) })

export const configBody = z.object({
  settings: z.record(z.string(), z.unknown()).describe('by dotted key of the config file; credentials are masked'),
  sources: z.record(z.string(), z.string()).describe('where each value that is no default came from'),
  fixed: z.record(z.string(), z.string()).describe('settings that cannot be changed here, and what set them'),
})

/** A list of what all pools tell. */
export function partialListOf<Item extends z.ZodType>(item: Item) {
  return listOf(item).extend({
    unreachable: unreachable.optional().describe('as in /api/overview; absent where nothing is missing'),
  })
}

/** A list as every one of them is answered; `next` is the cursor of the next page. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

export type AccountRow = z.infer<typeof accountRow>
export type PoolRow = z.infer<typeof poolRow>
export type PoolPatch = z.infer<typeof poolPatch>
export type StatsBody = z.infer<typeof statsBody>
export type KeyRow = z.infer<typeof keyRow>
export type CreatedKey = z.infer<typeof createdKey>
export type SessionBody = z.infer<typeof sessionBody>
export type ProblemBody = z.infer<typeof problemBody>
export type ConfigBody = z.infer<typeof configBody>
