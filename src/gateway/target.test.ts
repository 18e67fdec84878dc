import { describe, expect, test } from 'vitest'
import { isUnderApi, parseTarget, withoutParameters } from './target.ts'

describe('a request target', () => {
  test.each([
    ['/v1/messages', { path: '/v1/messages', query: '' }],
    ['/v1/messages?beta=true&x=a%2Fb', { path: '/v1/messages', query: '?beta=true&x=a%2Fb' }],
    ['http://a.example:80/v1/models?x', { path: '/v1/models', query: '?x' }],
    ['http://a.example', { path: '/', query: '' }],
    ['/v1/models/gemini-2.5.pro:generateContent', { path: '/v1/models/gemini-2.5.pro:generateContent', query: '' }],
  ])('%s is taken', (raw, target) => {
    expect(parseTarget(raw)).toEqual(target)
  })

  test.each([
    '/v1/../api',
    '/v1/./messages',
    '/v1/..',
    '//v1/messages',
    '/v1//messages',
    '/v1/%2e%2e/api',
    '/v1%2Fmessages',
    '/v1/%5Cx',
    '/v1/\\x',
    '/v1/%00',
    '/v1/a b',
    'v1/messages',
    '*',
    'ftp://a.example/v1',
  ])('%s is ambiguous', (raw) => {
    expect(parseTarget(raw)).toBeNull()
  })

  test.each([
    ['?key=secret', ''],
    ['?a=1&key=secret&b=2', '?a=1&b=2'],
    ['?k%65y=secret&alt=sse', '?alt=sse'],
    ['?keys=1&akey=2', '?keys=1&akey=2'],
    ['?key', ''],
    ['', ''],
  ])('a credential in %s leaves %s', (query, left) => {
    expect(withoutParameters(query, new Set(['key']))).toBe(left)
  })
})

describe('a target that was not taken', () => {
  test.each(['/api/accounts/a%2Fb', '/api//keys?x=1', 'https://gateway.example/api/a/..'])(
    'lies in the control API: %s',
    (raw) => {
      expect([parseTarget(raw), isUnderApi(raw)]).toEqual([null, true])
    },
  )

  test.each(['/v1//messages', '//api/keys', '/apis/..', '/v1/api//', 'http://api/api'])('does not: %s', (raw) => {
    expect(isUnderApi(raw)).toBe(false)
  })
})
