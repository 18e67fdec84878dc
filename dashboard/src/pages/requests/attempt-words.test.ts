import { expect, test } from 'vitest'
import { toPassedOver, toReason, toWords } from './attempt-words.ts'
import { attemptOf } from './request-fixture.ts'

test.each([
  ['success', 200, 'answered after 1 s'],
  ['limit rate_limit_error, until 37 s later', 429, 'met its limit (429, cools 37 s)'],
  ['limit, until 300 s later', 429, 'met its limit (429, cools 5 min)'],
  ['busy', 429, 'was busy for a moment (429)'],
  ['credit billing_error, until 3600 s later', 402, 'was out of credit (402 billing_error, cools 1 h)'],
  ['credential authentication_error', 401, 'had its credential refused (401 authentication_error)'],
  ['overloaded overloaded_error', 529, 'met an overloaded vendor (529 overloaded_error)'],
  [
    'server api_error (mark withdrawn, other accounts failed alike)',
    503,
    'met an error of its vendor (503 api_error, mark withdrawn, other accounts failed alike)',
  ],
  ['unreachable: ECONNREFUSED', null, 'could not be reached (ECONNREFUSED)'],
  ['broken after the request was fully sent: reset', null, 'broke off before an answer came (reset)'],
  ['no event in time', 200, 'sent nothing in time'],
  ['no token to send: invalid_grant', null, 'had no token to send (invalid_grant)'],
  ['cut: overloaded_error', 200, 'broke off its answer (overloaded_error)'],
  ['something new', null, 'ended: something new'],
])('an attempt that ended with %j', (result, status, words) => {
  expect(toWords(attemptOf({ result, status }))).toBe(words)
})

test('why an account was chosen is said in words, and what is new as it is', () => {
  expect(
    ['failover', 'headroom: moved, its account has no room', 'by chance'].map((reason) => toReason(reason)),
  ).toEqual([
    'next in the order of failover',
    'the conversation moved, its account has no room (headroom)',
    'by chance',
  ])
})

test('why an account was passed over is said in words, and what is new as it is', () => {
  expect(['cooling', 'asleep'].map((why) => toPassedOver(why))).toEqual(['cools after a limit', 'asleep'])
})
