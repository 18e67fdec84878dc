import { expect, test } from 'vitest'
import { isOneLine } from './one-line.ts'

test.each(['ci', 'Büro 2, Köln', '東京', '👩‍💻 laptop', 'مفتاح', ''])('%j is one line', (text) => {
  expect(isOneLine(text)).toBe(true)
})

test.each(['a\nb', 'a\rb', '\u001b]0;owned\u0007', 'a\u0000', 'a\u0085b', 'a\u2028b', 'admin\u202egnp', 'a\u007f'])(
  '%j is not',
  (text) => {
    expect(isOneLine(text)).toBe(false)
  },
)
