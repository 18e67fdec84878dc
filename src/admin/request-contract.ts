import { z } from 'zod'
import { GATEWAY_ERROR_CODES } from '../model/errors.ts'
import { PROTOCOLS } from '../model/protocol.ts'
import { unreachable } from './contract.ts'

/* The ledger's part of the control API's words; the rules of contract.ts hold. */

const epochMs = z.int().describe('epoch milliseconds')
const tokens = z.int().min(0).nullable().describe('`null` where the vendor did not say')

const moment = z
  .union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.coerce.number().int().min(0)])
  .describe('epoch milliseconds or RFC 3339, 2026-11-26T11:00:00Z')

export const requestsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,16}(?:\.[\w-]{1,100}~\d{1,16})*$/, 'is no cursor of this ledger: take `next` of the page before')
    .optional()
    .describe('`next` of the page before'),
  pool: z.string().min(1).optional(),
  account: z.string().min(1).optional().describe('id or name'),
  model: z.string().min(1).optional(),
  client: z.string().min(1).optional().describe('name of a client key'),
  status: z.coerce.number().int().min(100).max(599).optional(),
  end: z.enum(['ok', 'failed', 'cut', 'gone']).optional(),
  since: moment.optional(),
  until: moment.optional(),
})

const gatewayErrorCode = z.enum(GATEWAY_ERROR_CODES)

export const requestRow = z.object({
  id: z.string().describe('as x-claudeflare-request-id shows it'),
  time: epochMs,
  pool: z.string(),
  protocol: z.enum(PROTOCOLS),
  operation: z.enum(['generate', 'count', 'embed', 'read', 'other']),
  method: z.string(),
  path: z.string(),
  model: z.string().nullable(),
  stream: z.boolean(),
  client: z.string().nullable().describe('name of the client key'),
  status: z.int(),
  end: z.enum(['ok', 'failed', 'cut', 'gone']),
  error: gatewayErrorCode.nullable().describe("of the gateway's own, as x-claudeflare-error"),
  account: z.string().nullable(),
  accountId: z.string().nullable(),
  provider: z.string().nullable(),
  durationMs: z.number(),
  firstByteMs: z.number().nullable(),
  failovers: z.int(),
  tried: z.array(z.string()).describe('names of the accounts that were asked, in their order'),
  missed: z
    .array(z.object({ account: z.string(), why: z.string().describe('`limit met`, `500`, `credential refused`') }))
    .describe('attempts that came to no sound answer, in their order; empty where the first one did'),
  usage: z.object({ input: tokens, output: tokens, cacheRead: tokens, cacheWrite5m: tokens, cacheWrite1h: tokens }),
  cost: z.number().nullable().describe('US dollars; `null` where the price or the usage is unknown'),
})

/** A page of requests. Where matches are rare it may be short, or empty, and still have a `next`. */
export const requestPage = z.object({
  items: z.array(requestRow),
  next: z.string().nullable(),
  lookedBackTo: epochMs.nullable().describe('whatever began since is on this page or one before; `null` at the end'),
  unreachable,
})

const roomSeen = z.object({
  account: z.string(),
  room: z.number().describe('what is left of its tightest limit after the call, as a share; below 0 where it lacks'),
  limit: z.string().nullable().describe('the tightest; `null` where none is known'),
  reserved: z.number().describe('what calls under way and calls that wait will take of that limit'),
  waitMs: z.number().nullable().describe('until the call fits, 0 where it does; `null` where nothing tells'),
})

export const requestDetail = requestRow.extend({
  available: z.int().describe('accounts that could have served it'),
  attempts: z.array(
    z.object({
      account: z.string(),
      accountId: z.string(),
      reason: z.string().describe('why it was chosen'),
      startedMs: z.number(),
      tookMs: z.number(),
      status: z.int().nullable(),
      result: z.string(),
      seen: z.array(roomSeen).nullable().describe('accounts that were looked at, with strategy headroom; at most 20'),
      heldMs: z.number().describe('how long the call had waited for room'),
    }),
  ),
  passedOver: z.array(z.object({ account: z.string(), why: z.string(), until: epochMs.nullable() })),
  noRoom: z
    .object({ heldMs: z.number(), seen: z.array(roomSeen) })
    .nullable()
    .describe('that nobody had room, what was seen then, and how long the call had waited'),
})

export type RequestPageBody = z.infer<typeof requestPage>
export type RequestView = z.infer<typeof requestRow>
export type RequestDetail = z.infer<typeof requestDetail>
export type GatewayErrorCode = z.infer<typeof gatewayErrorCode>
