import { expect, test } from 'vitest'
import type { RequestPageBody } from '../../../../src/admin/request-contract.ts'
import { requestOf } from './request-fixture.ts'
import { INITIAL, reduce } from './request-list-state.ts'

const page = (unreachable: string[]): RequestPageBody => ({
  items: [requestOf({ id: 'req_1', time: 10 })],
  next: '5',
  lookedBackTo: 5,
  unreachable,
})

test('a hole of one page is one of the list, until it begins anew', () => {
  const first = reduce(INITIAL, { kind: 'newest', page: page(['lb']), asked: 1, room: 100 })
  const second = reduce(first, { kind: 'older', page: page(['accounts']), asked: 1 })
  expect(second.missing).toEqual(['lb', 'accounts'])
  expect(reduce(second, { kind: 'newest', page: page([]), asked: 1, room: 100 }).missing).toEqual(['lb', 'accounts'])
  expect(reduce(second, { kind: 'reset' }).missing).toEqual([])
})
