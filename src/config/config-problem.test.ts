import { expect, test } from 'vitest'
import { toAskedSentence, toSentence } from './config-problem.ts'

const problem = {
  setting: 'pools.lb.max_hold_ms',
  value: '-1',
  source: { kind: 'file', path: '/state/config.json', key: 'pools.lb.max_hold_ms' },
  why: null,
  accepted: 'a whole number of ms from 0 to 60000',
} as const

test('a refusal says where a value came from, but to whoever has just asked for it', () => {
  const sentence =
    'pools.lb.max_hold_ms -1 from /state/config.json cannot be used; accepted is a whole number of ms from 0 to 60000'
  expect(toSentence(problem)).toBe(sentence)
  expect(toAskedSentence(problem, new Map([['max_attempts', 3]]))).toBe(sentence)
  for (const asked of ['pools.lb.max_hold_ms', 'pools.lb', 'pools']) {
    expect(toAskedSentence(problem, new Map([[asked, -1]]))).toBe(
      'pools.lb.max_hold_ms -1 cannot be used; accepted is a whole number of ms from 0 to 60000',
    )
  }
})
