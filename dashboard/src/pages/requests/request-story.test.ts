import { expect, test } from 'vitest'
import { attemptOf, detailOf } from './request-fixture.ts'
import { toStory } from './request-story.ts'

const limited = attemptOf({ tookMs: 4, status: 429, result: 'limit rate_limit_error, until 37 s later' })
const second = attemptOf({ account: 'work-2', reason: 'failover', startedMs: 4, tookMs: 1_200 })

test('one account answered: how long it took, and a stream its first byte', () => {
  expect(toStory(detailOf())).toBe('work-1 answered in 1 s, the first byte after 240 ms.')
  expect(toStory(detailOf({ stream: false }))).toBe('work-1 answered in 1 s.')
})

test('a limit was met and another account answered: the caller saw nothing of it', () => {
  const request = detailOf({ attempts: [limited, second], account: 'work-2', failovers: 1 })
  expect(toStory(request)).toBe(
    'work-1 met its limit (429, cools 37 s); work-2 answered after 1.2 s. The caller saw one clean answer.',
  )
})

test('nobody was left: why, and what the caller got', () => {
  const request = detailOf({ attempts: [limited], end: 'failed', status: 429, error: 'pool_cooling', account: null })
  expect(toStory(request)).toBe(
    'work-1 met its limit (429, cools 37 s). Every account that could have served it was cooling down, or had no room. The caller got 429 pool_cooling.',
  )
})

test('a refusal that is the caller’s own was passed on as it came', () => {
  const refused = attemptOf({ status: 400, result: 'request invalid_request_error' })
  expect(toStory(detailOf({ attempts: [refused], end: 'failed', status: 400 }))).toBe(
    'work-1 refused the request itself (400 invalid_request_error). The caller got that answer as it came: 400.',
  )
})

test('nobody was asked at all', () => {
  const request = detailOf({ attempts: [], end: 'failed', status: 503, error: 'no_accounts', firstByteMs: null })
  expect(toStory(request)).toBe(
    'No account of the pool serves this call, or all that do are paused. The caller got 503 no_accounts.',
  )
})

test('a stream broke in the middle', () => {
  const cut = attemptOf({ result: 'cut: ECONNRESET' })
  expect(toStory(detailOf({ attempts: [cut], end: 'cut' }))).toBe(
    'work-1 broke off its answer (ECONNRESET). The caller saw the answer break off.',
  )
})

test('the caller went away, before the answer or within it', () => {
  const gone = attemptOf({ result: 'the caller went away' })
  const request = detailOf({ attempts: [gone], end: 'gone', durationMs: 3_000 })
  expect(toStory(request)).toContain('The caller went away after 3 s, in the middle of the answer.')
  expect(toStory({ ...request, firstByteMs: null })).toContain('after 3 s, before anything had been sent.')
})

test('a call that waited for room says so first', () => {
  const waited = attemptOf({ heldMs: 800, startedMs: 800 })
  expect(toStory(detailOf({ attempts: [waited] }))).toMatch(/^The call waited 800 ms for room\. work-1 answered/)
  const noRoom = { heldMs: 2_000, seen: [] }
  expect(toStory(detailOf({ attempts: [], noRoom, end: 'failed', status: 429, error: 'pool_cooling' }))).toMatch(
    /^The call waited 2 s for room\. Every account/,
  )
})

test('of many attempts the first two and the last are told', () => {
  const attempts = [1, 2, 3, 4, 5, 6].map((number) => attemptOf({ ...limited, account: `work-${number}` }))
  expect(toStory(detailOf({ attempts: [...attempts, second], account: 'work-2' }))).toBe(
    'work-1 met its limit (429, cools 37 s); work-2 met its limit (429, cools 37 s); 4 more did not answer either; work-2 answered after 1.2 s. The caller saw one clean answer.',
  )
})
