import { expect, test } from 'vitest'
import { toMissed } from './missed-attempts.ts'

const ATTEMPT = { accountId: 'a', account: 'work', reason: 'session', startedMs: 0, tookMs: 10 }

test.each([
  [429, 'limit rate_limit_error, until 37 s later', 'limit met'],
  [429, 'busy', 'busy for a moment'],
  [400, 'credit insufficient_quota', 'out of credit'],
  [401, 'credential authentication_error, until 1800 s later', 'credential refused'],
  [529, 'overloaded overloaded_error (not sent on, the whole pool is overloaded)', 'overloaded'],
  [500, 'server api_error', '500'],
  [403, 'forbidden permission_error', '403'],
  [422, 'request invalid_request_error', '422'],
  [null, 'unreachable: ECONNREFUSED', 'no connection'],
  [null, 'broken after the request was fully sent: UND_ERR_SOCKET', 'connection broke'],
  [null, 'no event in time', 'nothing in time'],
  [null, 'no token to send: its sign-in has ended', 'no token to send'],
  [200, 'cut: ECONNRESET', 'answer broke off'],
  [null, 'words of a later gateway', 'words of a later gateway'],
])('an attempt with status %s and result “%s” missed: %s', (status, result, why) => {
  expect(toMissed([{ ...ATTEMPT, status, result }])).toEqual([{ account: 'work', why }])
})

test('what succeeded has not missed', () => {
  expect(toMissed([{ ...ATTEMPT, status: 200, result: 'success' }])).toEqual([])
})
