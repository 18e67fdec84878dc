import { expect, test } from 'vitest'
import { toErrorWords } from './error-words.ts'

test('a code is told in a sentence', () => {
  expect(toErrorWords('key_limited')).toBe('The client key has used its rate up.')
})

test('one that this page does not know has none', () => {
  expect(toErrorWords('tea_only')).toBeNull()
  expect(toErrorWords('constructor')).toBeNull()
})
