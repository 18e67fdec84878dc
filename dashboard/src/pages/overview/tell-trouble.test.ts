import { expect, test } from 'vitest'
import { tellTrouble } from './tell-trouble.ts'
import type { Ended } from './troubles.ts'

const REQUEST: Ended = {
  id: 'req_1',
  time: 1,
  pool: 'accounts',
  model: 'claude-sonnet-5',
  status: 200,
  end: 'ok',
  error: null,
  account: 'work-2',
  failovers: 1,
  missed: [],
}

const LIMIT = { account: 'work-1', why: 'limit met' }
const BUSY = { account: 'work-3', why: 'overloaded' }

test.each([
  [{ missed: [LIMIT] }, 'moved from work-1 (limit met) to work-2'],
  [{ missed: [LIMIT, BUSY] }, 'moved from work-1 (limit met), work-3 (overloaded) to work-2'],
  [
    { missed: [{ account: 'work-2', why: 'credential refused' }] },
    'answered by work-2 at its second try: credential refused at first',
  ],
  [{ end: 'cut', missed: [{ account: 'work-2', why: 'answer broke off' }] }, 'the answer of work-2 broke off'],
  [{ end: 'cut', missed: [LIMIT] }, 'the answer of work-2 broke off, after work-1 (limit met)'],
  [{ end: 'gone', account: null, missed: [LIMIT] }, 'its caller went away, after work-1 (limit met)'],
] as const)('%j is told as “%s”', (over, told) => {
  expect(tellTrouble({ ...REQUEST, ...over })).toBe(told)
})

test.each([
  [{ status: 500, missed: [LIMIT, { account: 'work-2', why: '500' }] }, '500: work-1 (limit met), work-2 (500)'],
  [
    { status: 502, error: 'upstream_broken', account: null, missed: [{ account: 'bad', why: 'connection broke' }] },
    '502: bad (connection broke)',
  ],
  [
    { status: 429, error: 'pool_cooling', account: null },
    '429: every account that could have served it was cooling down, or had no room',
  ],
  [{ status: 418, error: null, account: null }, '418'],
] as const)('a failure %j is told as “refused with %s”', (over, told) => {
  expect(tellTrouble({ ...REQUEST, end: 'failed', ...over })).toBe(`refused with ${told}`)
})

test('no account is named twice, and of many three', () => {
  const missed = ['a', 'b', 'a', 'c', 'd', 'e'].map((account) => ({ account, why: 'overloaded' }))
  expect(tellTrouble({ ...REQUEST, end: 'failed', status: 529, account: 'e', missed })).toBe(
    'refused with 529: a (overloaded), b (overloaded), c (overloaded) and 2 more',
  )
})
