import { expect, test } from 'vitest'
import { toLabels } from './metrics-labels.ts'

test('what is not known is left out', () => {
  expect(
    toLabels([
      ['pool', 'lb'],
      ['model', null],
      ['error', ''],
      ['end', 'ok'],
    ]),
  ).toBe('pool="lb",end="ok"')
})

test('backslash, quote and line feed are escaped', () => {
  expect(toLabels([['model', 'a\\b"c\nd']])).toBe(String.raw`model="a\\b\"c\nd"`)
})

test('no credential, half a character or endless text gets into one', () => {
  expect(toLabels([['model', 'sk-ant-api03-0123456789abcdef']])).toBe('model="***"')
  expect(toLabels([['model', 'a\uD800b']])).toBe('model="a\uFFFDb"')
  expect(toLabels([['model', 'x'.repeat(10_000)]])).toBe(`model="${'x'.repeat(128)}"`)
})
