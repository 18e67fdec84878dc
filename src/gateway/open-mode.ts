import type { RequestHead } from './request-head.ts'

/**
 * Why a request may not use open mode (contract §8), as the end of a sentence; `null` where it may. A web page must not be
 * able to drive the gateway, and a proxy in front must not make the internet look local: so everything that a browser on
 * another site, a rebound name or a proxy adds is looked at, and HTTP/1.1 asked for, since proxies speak 1.0 or 2 by habit.
 */
export function whyNotOpen(head: RequestHead): string | null {
  if (!isLoopbackPeer(head.peer)) return 'the connection does not come from this machine'
  if (head.httpVersion !== '1.1') return 'it did not come over HTTP/1.1'
  let host: string | null = null
  for (let i = 0; i + 1 < head.headers.length; i += 2) {
    const name = head.headers[i] ?? ''
    const value = head.headers[i + 1] ?? ''
    switch (roleOf(name)) {
      case 'other':
        break
      case 'host':
        if (host !== null || !LOOPBACK_HOST.test(value)) return 'its Host is not a loopback name'
        host = value
        break
      case 'origin':
        break
      case 'site':
        if (value !== 'none' && value !== 'same-origin') return 'a page of another site sent it'
        break
      case 'forwarding':
        return 'it came through a proxy'
    }
  }
  if (host === null) return 'it has no Host'
  return hasForeignOrigin(head, host) ? 'its Origin is another site' : null
}

/** `localhost`, `127.x.x.x` and `[::1]`, with any port: a tunnel may change it, and a browser cannot forge it. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|\[::1\])(?::\d{1,5})?$/i

const LOOPBACK_PEER = /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i

function isLoopbackPeer(peer: string | null): boolean {
  return peer !== null && LOOPBACK_PEER.test(peer)
}

/** Our origin is the scheme we serve and the Host the caller named, which is how a browser writes it (RFC 6454 §6.2). */
function hasForeignOrigin(head: RequestHead, host: string): boolean {
  const ours = `${head.tls ? 'https' : 'http'}://${host}`.toLowerCase()
  for (let i = 0; i + 1 < head.headers.length; i += 2) {
    if (roleOf(head.headers[i] ?? '') === 'origin' && head.headers[i + 1] !== ours) return true
  }
  return false
}

type Role = 'host' | 'origin' | 'site' | 'forwarding' | 'other'

/** Told by a letter or two and the length first: nearly every header is `other`, and costs no copy in lower case. */
function roleOf(name: string): Role {
  switch (name.charCodeAt(0) | 0x20) {
    case 0x63: // c
      if ((name.charCodeAt(1) | 0x20) === 0x66) return name.charCodeAt(2) === 0x2d ? 'forwarding' : 'other'
      return is(name, 'client-ip') ? 'forwarding' : 'other'
    case 0x66: // f
      return is(name, 'forwarded') ? 'forwarding' : 'other'
    case 0x68: // h
      return is(name, 'host') ? 'host' : 'other'
    case 0x6f: // o
      return is(name, 'origin') ? 'origin' : 'other'
    case 0x74: // t
      return is(name, 'true-client-ip') ? 'forwarding' : 'other'
    case 0x73: // s
      return is(name, 'sec-fetch-site') ? 'site' : 'other'
    case 0x76: // v
      return is(name, 'via') ? 'forwarding' : 'other'
    case 0x78: // x
      return isForwardingExtension(name) ? 'forwarding' : 'other'
    default:
      return 'other'
  }
}

function isForwardingExtension(name: string): boolean {
  const third = name.charCodeAt(2) | 0x20
  if (third === 0x72) return is(name, 'x-real-ip')
  if (third === 0x63) return is(name, 'x-client-ip') || is(name, 'x-cluster-client-ip')
  return third === 0x66 && name.toLowerCase().startsWith('x-forwarded-')
}

function is(name: string, lower: string): boolean {
  return name.length === lower.length && name.toLowerCase() === lower
}
