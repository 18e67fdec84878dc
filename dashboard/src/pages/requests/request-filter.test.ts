import { expect, test } from 'vitest'
import {
  countFilters,
  includesNow,
  NO_FILTER,
  parseFilter,
  toAddress,
  toEventsQuery,
  toRequestsQuery,
} from './request-filter.ts'
import { toQuery } from '../../api/ask.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')

test.each(['', '?account=work-1&status=429', '?model=claude-sonnet-5&client=ci&pool=lb&status=failed&time=24h'])(
  'the address %s says what is looked for, and is made of it again',
  (address) => expect(toQuery(toAddress(parseFilter(new URLSearchParams(address))))).toBe(address),
)

test('a stretch of time stands in the address in full', () => {
  const filter = parseFilter(new URLSearchParams('from=2026-11-26T09:00:00.000Z&to=2026-11-26T10:00:00.000Z'))
  expect(toRequestsQuery(filter, NOW)).toMatchObject({ since: NOW - 10_800_000, until: NOW - 7_200_000 })
  expect(parseFilter(new URLSearchParams(toQuery(toAddress(filter))))).toEqual(filter)
})

test('what means nothing in an address is passed over', () => {
  expect(parseFilter(new URLSearchParams('status=sideways&time=yesterday&from=noon&colour=red'))).toEqual(NO_FILTER)
})

test('a status is a code or an end, and the API is asked for that', () => {
  expect(toEventsQuery({ ...NO_FILTER, status: '529' })).toMatchObject({ status: '529', end: null })
  expect(toEventsQuery({ ...NO_FILTER, status: 'cut' })).toMatchObject({ status: null, end: 'cut' })
})

test('the last hour is counted from now, and includes what begins now', () => {
  const filter = { ...NO_FILTER, time: { kind: 'last', span: '1h' } } as const
  expect(toRequestsQuery(filter, NOW)).toMatchObject({ since: NOW - 3_600_000 })
  expect(includesNow(filter, NOW)).toBe(true)
})

const until = (to: number | null) => ({ ...NO_FILTER, time: { kind: 'between', from: null, to } }) as const

test('a stretch that is over has nothing live', () => {
  expect([until(NOW - 1), until(NOW + 1), until(null)].map((filter) => includesNow(filter, NOW))).toEqual([
    false,
    true,
    true,
  ])
})

test('each thing that is asked for counts, the time as one', () => {
  expect(countFilters(NO_FILTER)).toBe(0)
  expect(countFilters({ ...NO_FILTER, pool: 'lb', time: { kind: 'last', span: '7d' } })).toBe(2)
})
