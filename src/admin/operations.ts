import type { z } from 'zod'
import {
  accountRow,
  accountsQuery,
  configBody,
  configPatch,
  createdKey,
  healthBody,
  keyBody,
  keyRow,
  listOf,
  pauseBody,
  poolPatch,
  poolRow,
  statsBody,
  strategyBody,
} from './contract.ts'
import { accountBody, accountPatch, providerRow, signInAnswer, signInBegun, signInBody } from './account-contract.ts'
import { requestDetail, requestRow, requestsQuery } from './request-contract.ts'

/** One thing that the control API does, as `/api/openapi.json` describes it. A test holds the table against the routes. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With Hono's `:name` for a parameter. */
  readonly path: string
  readonly summary: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly status: number
  /** Absent where the answer has no body. */
  readonly answer?: z.ZodType
}

export const OPERATIONS: readonly Operation[] = [
  { method: 'get', path: '/health', summary: 'Whether some account can serve', status: 200, answer: healthBody },
  { method: 'get', path: '/health/live', summary: 'Whether the server runs', status: 200, answer: healthBody },
  { method: 'get', path: '/api/config', summary: 'The settings in force', status: 200, answer: configBody },
  {
    method: 'patch',
    path: '/api/config',
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
    summary: 'Adds an account',
    body: accountBody,
    status: 201,
    answer: accountRow,
  },
  {
    method: 'patch',
    path: '/api/accounts/:id',
    summary: 'Changes an account that was added here',
    body: accountPatch,
    status: 200,
    answer: accountRow,
  },
  { method: 'delete', path: '/api/accounts/:id', summary: 'Removes an account that was added here', status: 204 },
  {
    method: 'post',
    path: '/api/sign-ins',
    summary: 'Begins a sign-in at a vendor',
    body: signInBody,
    status: 201,
    answer: signInBegun,
  },
  {
    method: 'post',
    path: '/api/sign-ins/complete',
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
    summary: 'Takes an account out until it is resumed',
    body: pauseBody,
    status: 200,
    answer: accountRow,
  },
  { method: 'post', path: '/api/accounts/:id/resume', summary: 'Lets it serve again', status: 200, answer: accountRow },
  {
    method: 'post',
    path: '/api/accounts/:id/reset',
    summary: 'Clears its statistics and enables it; cooldowns stay',
    status: 200,
    answer: accountRow,
  },
  { method: 'get', path: '/api/pools', summary: 'Pools', status: 200, answer: listOf(poolRow) },
  { method: 'get', path: '/api/pools/:name', summary: 'One pool', status: 200, answer: poolRow },
  {
    method: 'patch',
    path: '/api/pools/:name',
    summary: 'Changes how it chooses',
    body: poolPatch,
    status: 200,
    answer: poolRow,
  },
  { method: 'get', path: '/api/keys', summary: 'Client keys', status: 200, answer: listOf(keyRow) },
  { method: 'post', path: '/api/keys', summary: 'Makes a client key', body: keyBody, status: 201, answer: createdKey },
  { method: 'delete', path: '/api/keys/:id', summary: 'Deletes a client key', status: 204 },
  { method: 'get', path: '/api/stats', summary: 'What accounts and pools have done', status: 200, answer: statsBody },
  {
    method: 'get',
    path: '/api/requests',
    summary: 'Requests, newest first',
    query: requestsQuery,
    status: 200,
    answer: listOf(requestRow),
  },
  { method: 'get', path: '/api/requests/:id', summary: 'One, with its trace', status: 200, answer: requestDetail },
]
