import { expect, test } from 'vitest'
import { findIn, toEvidence } from './leaks.ts'

const SECRET = 'sk-ant-api03-0a9F-x_y7Qp2ZsT4vUw6B8n1'
const found = (text: string) => findIn([toEvidence('it', text)], [SECRET]).length === 1

test.each([
  ['as it is', SECRET],
  ['within words', `the key "${SECRET}" is none`],
  ['as base64', Buffer.from(SECRET).toString('base64')],
  ['as base64 of something longer', Buffer.from(`a:${SECRET}:b`).toString('base64')],
  ['as base64 of something longer by one', Buffer.from(`ab:${SECRET}:b`).toString('base64')],
  ['as base64url', Buffer.from(`{"k":"${SECRET}"}`).toString('base64url')],
  ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
  [
    'percent-encoded',
    SECRET.split('')
      .map((letter) => `%${letter.charCodeAt(0).toString(16)}`)
      .join(''),
  ],
  [
    'escaped as JSON',
    SECRET.split('')
      .map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
      .join(''),
  ],
  ['with line breaks in between', SECRET.match(/.{1,5}/g)?.join('\r\n') ?? ''],
  ['with line breaks in JSON', SECRET.match(/.{1,5}/g)?.join('\\n') ?? ''],
  ['cut off', SECRET.slice(0, 26)],
  ['without its beginning', SECRET.slice(12)],
])('a secret is found %s', (_name, text) => {
  expect(found(text)).toBe(true)
})

test('a masked one is not', () => {
  expect(found(`${SECRET.slice(0, 7)}…${SECRET.slice(-4)}`)).toBe(false)
  expect(found(`${SECRET.slice(0, 10)}***`)).toBe(false)
})
