import { describe, expect, it } from 'vitest'
import type { RequestHead } from './request-head.ts'
import { isSecure, whyNotOwnPage } from './own-origin.ts'

const HOST = ['Host', 'Gateway.example:8080']
const JSON_BODY = ['Content-Type', 'application/json; charset=utf-8']

function headOf(headers: readonly string[], tls = false): RequestHead {
  return { path: '/api/keys', query: '', headers, httpVersion: '1.1', peer: '203.0.113.9', tls }
}

function why(method: string, ...headers: readonly string[]): string | null {
  return whyNotOwnPage(headOf([...HOST, ...headers]), method)
}

describe('a request with the session’s cookie', () => {
  it.each([
    ['GET', []],
    ['HEAD', []],
    ['GET', ['Sec-Fetch-Site', 'none']],
    ['GET', ['Sec-Fetch-Site', 'same-origin']],
    ['GET', ['Origin', 'http://gateway.example:8080']],
    ['POST', JSON_BODY],
    ['PATCH', ['content-type', 'Application/JSON']],
    ['DELETE', ['Sec-Fetch-Site', 'same-origin']],
    ['DELETE', ['Origin', 'http://gateway.example:8080']],
    ['POST', ['Origin', 'http://gateway.example:8080', 'sec-fetch-site', 'same-origin', ...JSON_BODY]],
  ])('is carried out: %s %j', (method, headers) => {
    expect(why(method, ...headers)).toBeNull()
  })

  it.each([
    ['GET', ['Origin', 'null']],
    ['GET', ['Origin', '']],
    ['GET', ['Origin', 'https://gateway.example:8080']],
    ['GET', ['Origin', 'http://gateway.example']],
    ['GET', ['Origin', 'http://gateway.example:8080.evil.example']],
    ['GET', ['Origin', 'http://gateway.example:8080', 'Origin', 'http://evil.example']],
    ['GET', ['Sec-Fetch-Site', 'cross-site']],
    ['GET', ['Sec-Fetch-Site', 'same-site']],
    ['GET', ['Sec-Fetch-Site', '']],
    ['GET', ['Sec-Fetch-Site', 'cross-site', 'Origin', 'http://gateway.example:8080']],
    ['POST', ['Sec-Fetch-Site', 'none', ...JSON_BODY]],
    ['POST', ['Sec-Fetch-Site', 'cross-site', ...JSON_BODY]],
    ['POST', ['Origin', 'http://evil.example', ...JSON_BODY]],
    ['POST', ['Content-Type', 'text/plain']],
    ['POST', ['Content-Type', 'application/jsonp']],
    ['POST', []],
    ['DELETE', []],
    ['OPTIONS', []],
  ])('is not carried out: %s %j', (method, headers) => {
    expect(why(method, ...headers)).not.toBeNull()
  })

  it('comes from the origin that the caller’s end of the way has: https behind a proxy that says so', () => {
    const origin = ['Origin', 'https://gateway.example:8080']
    expect(whyNotOwnPage(headOf([...HOST, ...origin], true), 'POST')).toBeNull()
    expect(why('POST', ...origin, 'X-Forwarded-Proto', 'https')).toBeNull()
    expect(why('POST', 'Origin', 'http://gateway.example:8080', 'X-Forwarded-Proto', 'https')).not.toBeNull()
    expect(isSecure(headOf([...HOST, 'x-forwarded-proto', 'http']))).toBe(false)
  })

  it('without a Host comes from no origin that could be ours', () => {
    expect(whyNotOwnPage(headOf(['Origin', 'http://gateway.example']), 'GET')).not.toBeNull()
  })
})
