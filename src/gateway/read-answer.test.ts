import { expect, test } from 'vitest'
import type { Operation } from '../model/protocol.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { readLimits } from './read-answer.ts'

const HEAD = { status: 200, statusText: 'OK', headers: ['Anthropic-RateLimit-Requests-Limit', '50'] }

test.each<[Operation, number]>([
  ['generate', 1],
  ['embed', 1],
  ['count', 0],
  ['read', 0],
  ['other', 0],
])('the limits that an answer to %s tells are %i, since other calls have limits of their own', (operation, count) => {
  const call = { ...EXAMPLE_CALL, id: 1, name: 'req', operation }
  expect(readLimits({ call, now: () => 0 }, HEAD, null)?.limits ?? []).toHaveLength(count)
})
