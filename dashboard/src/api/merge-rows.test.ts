import { expect, test } from 'vitest'
import { mergeRows } from './merge-rows.ts'

const known = {
  items: [
    { id: 'a', state: 'serving' },
    { id: 'b', state: 'serving' },
  ],
  next: null,
}

test('a row that changed takes its own place, a new one comes last, one that is gone goes', () => {
  const told = {
    items: [
      { id: 'c', state: 'serving' },
      { id: 'b', state: 'paused' },
    ],
    removed: ['a'],
  }
  expect(mergeRows(known, told)?.items).toEqual([
    { id: 'b', state: 'paused' },
    { id: 'c', state: 'serving' },
  ])
})

test('a list that was not fetched yet stays so', () => {
  expect(mergeRows(undefined, { items: [{ id: 'a' }], removed: [] })).toBeUndefined()
})
