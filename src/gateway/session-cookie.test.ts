import { describe, expect, it } from 'vitest'
import type { RequestHead } from './request-head.ts'
import { formatSession, sessionCookie, toClearedCookie, toSessionCookie } from './session-cookie.ts'

const VALUE = formatSession(new Uint8Array(32).fill(0xfb))
const OTHER = formatSession(new Uint8Array(32).fill(1))

function headOf(headers: readonly string[], tls = false): RequestHead {
  return { path: '/api/keys', query: '', headers, httpVersion: '1.1', peer: '203.0.113.9', tls }
}

describe('the session’s cookie', () => {
  it('carries 256 bits as base64url', () => {
    expect(VALUE).toBe('-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s')
    expect(OTHER).toHaveLength(43)
  })

  it.each([
    [['cookie', `claudeflare_session=${VALUE}`]],
    [['Cookie', `theme=dark; claudeflare_session=${VALUE};lang=en`]],
    [['cookie', 'theme=dark', 'cookie', `claudeflare_session=${VALUE}`]],
    [['cookie', `claudeflare_session=${VALUE}; claudeflare_session=${VALUE}`]],
  ])('is found in %j', (headers) => {
    expect(sessionCookie(headOf(headers))).toBe(VALUE)
  })

  it.each([
    [[]],
    [['cookie', '']],
    [['cookie', 'claudeflare_session']],
    [['cookie', 'claudeflare_session=']],
    [['cookie', `claudeflare_session=${VALUE.slice(0, -1)}`]],
    [['cookie', `claudeflare_session=${VALUE}=`]],
    [['cookie', `claudeflare_session="${VALUE}"`]],
    [['cookie', `Claudeflare_Session=${VALUE}`]],
    [['cookie', `xclaudeflare_session=${VALUE}`]],
    [['cookie', `claudeflare_session=${VALUE}; claudeflare_session=${OTHER}`]],
    [['cookie', `claudeflare_session=${VALUE}; claudeflare_session=`]],
    [['set-cookie', `claudeflare_session=${VALUE}`]],
  ])('is none in %j', (headers) => {
    expect(sessionCookie(headOf(headers))).toBeNull()
  })

  it('is out of the reach of scripts, other sites and other paths, and secure under TLS', () => {
    const plain = toSessionCookie(headOf([]), VALUE)
    expect(plain).toBe(`claudeflare_session=${VALUE}; Path=/api; HttpOnly; SameSite=Strict; Max-Age=43200`)
    expect(toSessionCookie(headOf([], true), VALUE)).toBe(`${plain}; Secure`)
    expect(toSessionCookie(headOf(['x-forwarded-proto', 'https']), VALUE)).toBe(`${plain}; Secure`)
    expect(toClearedCookie(headOf([]))).toContain('claudeflare_session=; Path=/api; ')
    expect(toClearedCookie(headOf([]))).toContain('Max-Age=0')
  })
})
