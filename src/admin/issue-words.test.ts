import { expect, test } from 'vitest'
import type { z } from 'zod'
import { accountBody, accountPatch } from './account-contract.ts'
import { keyBody, poolBody, poolPatch } from './contract.ts'
import { eventsQuery } from './events-contract.ts'
import { tellIssues } from './issue-words.ts'
import { requestsQuery } from './request-contract.ts'

function told(schema: z.ZodType, data: unknown): string {
  const parsed = schema.safeParse(data, { reportInput: true })
  return parsed.success ? '' : tellIssues(schema, parsed.error.issues)
}

const SCOPES = 'one of call, admin, stateful, metrics'

test.each<[string, z.ZodType, unknown, string]>([
  ['a number out of bounds', requestsQuery, { limit: '0' }, 'limit: accepted is a whole number from 1 to 500'],
  ['what is no number', requestsQuery, { status: '2xx' }, 'status: accepted is a whole number from 100 to 599'],
  [
    'what is no moment',
    requestsQuery,
    { since: '15m' },
    'since: accepted is epoch milliseconds or RFC 3339, 2026-11-26T11:00:00Z',
  ],
  ['none of a few words', requestsQuery, { end: 'x' }, 'end: accepted is one of ok, failed, cut, gone'],
  [
    'a list in a text',
    eventsQuery,
    { topics: 'x' },
    'topics: accepted is one of overview, accounts, pools, requests, changes',
  ],
  [
    'a word of our own',
    requestsQuery,
    { cursor: 'x' },
    'cursor: is no cursor of this ledger: take `next` of the page before',
  ],
  ['nothing in its place', requestsQuery, { pool: '' }, 'pool: accepted is text that is not empty'],
  ['what is missing', keyBody, {}, 'name: it is missing; accepted is text of 1 to 100 characters'],
  [
    'what is deeper',
    keyBody,
    { name: 'a', budget: { usd: -1, per: 'day' } },
    'budget.usd: accepted is a number above 0 up to 1000000',
  ],
  ['an empty list', keyBody, { name: 'a', scopes: [] }, `scopes: accepted is a list of at least 1, each ${SCOPES}`],
  ['a word in a list', keyBody, { name: 'a', scopes: ['x'] }, `scopes.0: accepted is ${SCOPES}`],
  [
    'what may be null',
    keyBody,
    { name: 'a', requests_per_minute: 1.5 },
    'requests_per_minute: accepted is a whole number from 1 to 1000000 or null',
  ],
  [
    'what may be null or a moment',
    keyBody,
    { name: 'a', expires_at: 'x' },
    'expires_at: accepted is a moment before the year 10000: epoch milliseconds or RFC 3339, 2026-11-26T11:00:00Z or null',
  ],
  ['a text for a truth', poolPatch, { allow_overage: 'true' }, 'allow_overage: accepted is true or false'],
  [
    'a number beyond both ends',
    poolBody,
    { name: 'a', session_duration_ms: 1e300 },
    'session_duration_ms: accepted is a whole number from 1 to 31536000000',
  ],
  ['a name', poolBody, { name: '!' }, 'name: accepted is up to 64 of A-Z a-z 0-9 _ -, a letter or digit first'],
  [
    'a key of a table',
    accountPatch,
    { model_map: { '': 'a' } },
    'model_map.: accepted is a model name or a pattern such as claude-*',
  ],
  [
    'a text that is too long',
    accountBody,
    { note: 'x'.repeat(1_001) },
    'note: accepted is text of up to 1000 characters or null',
  ],
  ['two types', accountBody, { max_in_flight: 'x' }, 'max_in_flight: accepted is a number or null'],
  ['a body that is a list', keyBody, [], 'the body must be a JSON object'],
  ['what is misspelt', poolPatch, { strategi: 'session' }, '"strategi" is not known here, strategy may be meant'],
  ['what nobody knows', poolPatch, { foo: 1, bar: 2 }, '"foo", "bar" are not known here'],
  ['nothing at all', poolPatch, {}, 'nothing to change'],
])('%s is told in words', (_, schema, data, words) => {
  expect(told(schema, data)).toBe(words)
})

test('no more than ten keys that nobody knows are told, and none that may be a secret', () => {
  const keys = Array.from({ length: 12 }, (_, n) => (n === 0 ? 'x'.repeat(33) : `k${n}`))
  expect(told(poolPatch, Object.fromEntries(keys.map((key) => [key, 1])))).toBe(
    `"***", ${keys
      .slice(1, 10)
      .map((key) => `"${key}"`)
      .join(', ')}, … are not known here`,
  )
})
