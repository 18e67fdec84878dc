import { z } from 'zod'
import { accountRow, poolRow } from './contract.ts'
import { overviewBody } from './overview-contract.ts'
import { requestRow, requestsQuery } from './request-contract.ts'

/*
 * `/api/events` (WHATWG HTML §9.2): each event's name is a key of `EVENTS`, its data JSON of that shape. What is told is
 * bounded: a listener that is slow, or a gateway that is busy, skips and says how much.
 */

export const EVENTS = {
  /** First of all, and after each reconnection: whoever listens should fetch anew what it shows. */
  hello: z.object({ version: z.string(), now: z.int() }),
  /** As `GET /api/overview`; once a second while anything changes, else every 15 s. */
  overview: overviewBody,
  /** Accounts that changed in anything, at most once a second and 100 at a time; and ids of those that are gone. */
  accounts: z.object({ items: z.array(accountRow), removed: z.array(z.string()) }),
  /** Pools that changed. */
  pools: z.object({ items: z.array(poolRow), removed: z.array(z.string()) }),
  /** Requests that ended and match the query's filter, the oldest first; told within 250 ms. */
  requests: z.object({
    items: z.array(requestRow).describe('at most 50'),
    skipped: z.int().min(0).describe('how many matched beside them and are told by GET /api/requests alone'),
  }),
  /** Something was changed that is fetched elsewhere. */
  changed: z.object({ what: z.enum(['config', 'keys', 'accounts', 'sessions', 'audit']) }),
} as const

export type EventName = keyof typeof EVENTS
export type EventData = { readonly [Name in EventName]: z.infer<(typeof EVENTS)[Name]> }

const topics = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(['overview', 'accounts', 'pools', 'requests', 'changes'])).min(1))

/** The filter is that of `GET /api/requests`, and holds for `requests` alone. */
export const eventsQuery = requestsQuery
  .pick({ pool: true, account: true, model: true, client: true, status: true, end: true })
  .extend({ topics: topics.optional().describe('comma-separated; all of them where it is absent') })
