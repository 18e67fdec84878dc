import type { z } from 'zod'
import {
  accountRow,
  accountsQuery,
  alertTest,
  anyBody,
  auditQuery,
  auditRow,
  configBody,
  configPatch,
  createdKey,
  healthBody,
  keyBody,
  keyRow,
  listOf,
  pauseBody,
  poolBody,
  poolPatch,
  poolRow,
  pricesBody,
  sessionBody,
  signInBody,
  statsBody,
  strategyBody,
} from './contract.ts'
import { EVENTS, eventsQuery } from './events-contract.ts'
import { attentionRow, overviewBody } from './overview-contract.ts'
import { analyticsBody, analyticsQuery } from './analytics-contract.ts'
import {
  accountBody,
  accountChecked,
  accountPatch,
  providerRow,
  signInAnswer,
  signInBegun,
  signInRequest,
} from './account-contract.ts'
import { requestDetail, requestPage, requestsQuery } from './request-contract.ts'

/** One thing that the control API does, as `/api/openapi.json` describes it. A test holds the table against the routes. */
interface Described {
  /** With Hono's `:name` for a parameter. */
  readonly path: string
  readonly summary: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly status: number
  /** Absent where the answer has no body, or is no JSON. */
  readonly answer?: z.ZodType
  /** Of an answer that is a stream of server-sent events: the data of each, by its name. */
  readonly events?: Readonly<Record<string, z.ZodType>>
  /** Of an answer that is no JSON. */
  readonly mediaType?: string
}

/** What tells the audit log of a change. */
export interface ChangingOperation {
  readonly method: 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  /** The kind of thing that it changes, and what it does to it: `account.pause`. */
  readonly action: string
  /** What is changed, where neither `:id` nor `:name` of the path says so, nor `location` of the answer. */
  readonly target?: string
}

export type Operation = Described & ({ readonly method: 'get' } | ChangingOperation)

export const OPERATIONS: readonly Operation[] = [
  { method: 'get', path: '/health', summary: 'Whether some account can serve', status: 200, answer: healthBody },
  { method: 'get', path: '/health/live', summary: 'Whether the server runs', status: 200, answer: healthBody },
  { method: 'get', path: '/api/config', summary: 'The settings in force', status: 200, answer: configBody },
  {
    method: 'patch',
    path: '/api/config',
    action: 'config.change',
    target: 'config',
    summary: 'Changes settings from the next request on',
    body: configPatch,
    status: 200,
    answer: configBody,
  },
  {
    method: 'get',
    path: '/api/config/strategy',
    summary: 'The strategy of pool accounts',
    status: 200,
    answer: strategyBody,
  },
  {
    method: 'put',
    path: '/api/config/strategy',
    action: 'pool.change',
    target: 'accounts',
    summary: 'Sets the strategy of pool accounts from the next request on',
    body: strategyBody,
    status: 200,
    answer: strategyBody,
  },
  {
    method: 'get',
    path: '/api/accounts',
    summary: 'Accounts, and how each is doing',
    query: accountsQuery,
    status: 200,
    answer: listOf(accountRow),
  },
  {
    method: 'post',
    path: '/api/accounts',
    action: 'account.add',
    summary: 'Adds an account',
    body: accountBody,
    status: 201,
    answer: accountRow,
  },
  {
    method: 'patch',
    path: '/api/accounts/:id',
    action: 'account.change',
    summary: 'Changes an account that was added here',
    body: accountPatch,
    status: 200,
    answer: accountRow,
  },
  {
    method: 'delete',
    path: '/api/accounts/:id',
    action: 'account.remove',
    summary: 'Removes an account that was added here',
    status: 204,
  },
  {
    method: 'post',
    path: '/api/sign-ins',
    action: 'sign_in.begin',
    summary: 'Begins a sign-in at a vendor',
    body: signInRequest,
    status: 201,
    answer: signInBegun,
  },
  {
    method: 'post',
    path: '/api/sign-ins/complete',
    action: 'sign_in.complete',
    summary: 'Completes it with what the vendor answered; 200 where the account was there before',
    body: signInAnswer,
    status: 201,
    answer: accountRow,
  },
  { method: 'get', path: '/api/providers', summary: 'Vendors', status: 200, answer: listOf(providerRow) },
  { method: 'get', path: '/api/accounts/:id', summary: 'One account, by id or name', status: 200, answer: accountRow },
  {
    method: 'post',
    path: '/api/accounts/:id/pause',
    action: 'account.pause',
    summary: 'Takes an account out until it is resumed',
    body: pauseBody,
    status: 200,
    answer: accountRow,
  },
  {
    method: 'post',
    path: '/api/accounts/:id/resume',
    action: 'account.resume',
    summary: 'Lets it serve again',
    status: 200,
    answer: accountRow,
  },
  {
    method: 'post',
    path: '/api/accounts/:id/reset',
    action: 'account.reset',
    summary: 'Clears its statistics and enables it; cooldowns stay',
    status: 200,
    answer: accountRow,
  },
  {
    method: 'post',
    path: '/api/accounts/:id/check',
    action: 'account.check',
    summary: 'Asks its vendor for something free with its credential; marks nothing',
    status: 200,
    answer: accountChecked,
  },
  { method: 'get', path: '/api/pools', summary: 'Pools', status: 200, answer: listOf(poolRow) },
  {
    method: 'post',
    path: '/api/pools',
    action: 'pool.add',
    summary: 'Makes a pool',
    body: poolBody,
    status: 201,
    answer: poolRow,
  },
  { method: 'get', path: '/api/pools/:name', summary: 'One pool', status: 200, answer: poolRow },
  {
    method: 'patch',
    path: '/api/pools/:name',
    action: 'pool.change',
    summary: 'Changes how it chooses',
    body: poolPatch,
    status: 200,
    answer: poolRow,
  },
  {
    method: 'delete',
    path: '/api/pools/:name',
    action: 'pool.remove',
    summary: 'Removes a pool that has no accounts',
    status: 204,
  },
  {
    method: 'get',
    path: '/api/prices',
    summary: 'What models cost, and who says so',
    status: 200,
    answer: pricesBody,
  },
  {
    method: 'get',
    path: '/api/alerts',
    summary: 'What a person should look at now, the most pressing first',
    status: 200,
    answer: listOf(attentionRow),
  },
  {
    method: 'post',
    path: '/api/alerts/test',
    action: 'alerts.test',
    target: 'alerts',
    summary: 'Sends a test message to the webhook of alerts, and tells what came back',
    body: anyBody,
    status: 200,
    answer: alertTest,
  },
  { method: 'get', path: '/api/keys', summary: 'Client keys', status: 200, answer: listOf(keyRow) },
  {
    method: 'post',
    path: '/api/keys',
    action: 'key.create',
    summary: 'Makes a client key',
    body: keyBody,
    status: 201,
    answer: createdKey,
  },
  { method: 'delete', path: '/api/keys/:id', action: 'key.delete', summary: 'Deletes a client key', status: 204 },
  { method: 'get', path: '/api/stats', summary: 'What accounts and pools have done', status: 200, answer: statsBody },
  {
    method: 'get',
    path: '/api/requests',
    summary: 'Requests, newest first',
    query: requestsQuery,
    status: 200,
    answer: requestPage,
  },
  {
    method: 'get',
    path: '/api/overview',
    summary: 'What is so right now, and since midnight',
    status: 200,
    answer: overviewBody,
  },
  {
    method: 'get',
    path: '/api/events',
    summary: 'What happens, as it happens: server-sent events',
    query: eventsQuery,
    status: 200,
    events: EVENTS,
  },
  { method: 'get', path: '/api/requests/:id', summary: 'One, with its trace', status: 200, answer: requestDetail },
  {
    method: 'get',
    path: '/api/analytics',
    summary: 'What happened over a stretch of time: volume, latency, tokens, cost, limits and sessions',
    query: analyticsQuery,
    status: 200,
    answer: analyticsBody,
  },
  { method: 'get', path: '/api/session', summary: 'Who one is', status: 200, answer: sessionBody },
  {
    method: 'post',
    path: '/api/session',
    action: 'session.create',
    target: 'session',
    summary: 'Signs in: a session in a cookie for an admin key, which may also stand in a header',
    body: signInBody,
    status: 201,
    answer: sessionBody,
  },
  {
    method: 'delete',
    path: '/api/session',
    action: 'session.delete',
    target: 'session',
    summary: 'Signs out',
    status: 204,
  },
  {
    method: 'get',
    path: '/api/audit',
    summary: 'Who changed what, newest first',
    query: auditQuery,
    status: 200,
    answer: listOf(auditRow),
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus; OpenMetrics where accept asks for it. A client key of scope metrics is enough',
    status: 200,
    mediaType: 'text/plain',
  },
]
