import { expect, test } from 'vitest'
import { type Ended, tellTrouble, withRows } from './troubles.ts'

const NOTHING = { rows: [], hasCalls: false }

function request(id: string, over: Partial<Ended> = {}): Ended {
  const usual = {
    pool: 'accounts',
    model: 'claude-sonnet-5',
    status: 200,
    end: 'ok',
    error: null,
    account: 'work-2',
    tried: ['work-2'],
  } as const
  return { id, time: Number(id), failovers: 0, ...usual, ...over }
}

test('a request that goes straight is no trouble, but it has been seen', () => {
  expect(withRows(NOTHING, [request('1')])).toEqual({ rows: [], hasCalls: true })
})

test('failovers and failures are kept, the newest first; who went away is left out', () => {
  const told = [
    request('1', { failovers: 1 }),
    request('2', { end: 'gone' }),
    request('3', { end: 'failed', status: 503 }),
  ]
  expect(withRows(NOTHING, told).rows.map(({ id }) => id)).toEqual(['3', '1'])
})

test('what was told twice is shown once', () => {
  const row = request('1', { failovers: 1 })
  const known = withRows(NOTHING, [row])
  expect(withRows(known, [row])).toBe(known)
})

test('no more than eight are kept', () => {
  const told = Array.from({ length: 20 }, (_, index) => request(String(index + 1), { failovers: 1 }))
  const { rows } = withRows(NOTHING, told)
  expect(rows.map(({ id }) => id)).toEqual(['20', '19', '18', '17', '16', '15', '14', '13'])
})

test.each([
  [{ failovers: 1, tried: ['work-1', 'work-2'] }, 'moved from work-1 to work-2'],
  [{ failovers: 2, tried: ['work-1', 'work-3', 'work-2'] }, 'moved from work-1, work-3 to work-2'],
  [{ end: 'cut' }, 'the answer of work-2 broke off'],
  [
    { end: 'failed', status: 429, error: 'pool_cooling', account: null, tried: [] },
    'refused with 429: every account that could have served it was cooling down, or had no room',
  ],
  [
    { end: 'failed', status: 500, failovers: 1, tried: ['work-1', 'work-2'] },
    'refused with 500 by work-2, after work-1',
  ],
] as const)('%j is told as “%s”', (over, told) => {
  expect(tellTrouble(request('1', over))).toBe(told)
})
