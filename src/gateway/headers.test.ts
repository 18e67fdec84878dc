import { describe, expect, test } from 'vitest'
import { toCallerHeaders, toUpstreamHeaders } from './headers.ts'

const OURS = ['x-api-key', 'ours'] as const

describe('headers on their way to the vendor', () => {
  test('keep their order and spelling, and the credential its place', () => {
    const raw = ['Anthropic-Version', '2023-06-01', 'X-Api-Key', 'theirs', 'X-Two', '1', 'x-two', '2']
    expect(toUpstreamHeaders(raw, OURS)).toEqual([
      'Anthropic-Version',
      '2023-06-01',
      'x-api-key',
      'ours',
      'X-Two',
      '1',
      'x-two',
      '2',
    ])
  })

  test('never carry a credential of the caller, wherever it stands', () => {
    const raw = [
      'Authorization',
      'Bearer theirs',
      'x-goog-api-key',
      'theirs',
      'api-key',
      'theirs',
      'X-API-KEY',
      'theirs',
    ]
    expect(toUpstreamHeaders(raw, OURS)).toEqual([...OURS])
  })

  test.each([
    ['Connection', 'keep-alive, X-Hop'],
    ['X-Hop', '1'],
    ['Keep-Alive', 'timeout=5'],
    ['TE', 'trailers'],
    ['Transfer-Encoding', 'chunked'],
    ['Upgrade', 'websocket'],
    ['Proxy-Authorization', 'Basic x'],
    ['Cookie', 'a=b'],
    ['Forwarded', 'for=1.2.3.4'],
    ['X-Forwarded-For', '1.2.3.4'],
    ['X-Real-IP', '1.2.3.4'],
    ['Via', '1.1 a'],
    ['CF-Ray', '1'],
    ['X-Claudeflare-Account', 'a'],
    ['Expect', '100-continue'],
  ])('leave %s behind', (name, value) => {
    expect(toUpstreamHeaders([name, value, 'Connection', 'x-hop'], OURS)).toEqual([...OURS])
  })
})

describe('headers on their way to the caller', () => {
  test('keep their order and spelling, repeated ones too', () => {
    const raw = ['Request-Id', 'r', 'X-A', '1', 'x-a', '2', 'Content-Encoding', 'gzip']
    expect(toCallerHeaders(raw)).toEqual(raw)
  })

  test.each([
    'Set-Cookie',
    'Alt-Svc',
    'Strict-Transport-Security',
    'Access-Control-Allow-Origin',
    'Clear-Site-Data',
    'Via',
    'CF-RAY',
    'X-Claudeflare-Request-Id',
    'Trailer',
  ])('leave %s behind', (name) => {
    expect(toCallerHeaders([name, 'x', 'Request-Id', 'r'])).toEqual(['Request-Id', 'r'])
  })
})
