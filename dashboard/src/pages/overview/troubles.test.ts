import { expect, test } from 'vitest'
import { type Ended, withRows } from './troubles.ts'

const NOTHING = { rows: [], hasCalls: false }

function request(id: string, over: Partial<Ended> = {}): Ended {
  const usual = {
    pool: 'accounts',
    model: 'claude-sonnet-5',
    status: 200,
    end: 'ok',
    error: null,
    account: 'work-2',
    missed: [],
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
