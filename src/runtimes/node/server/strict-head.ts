import type { IncomingMessage } from 'node:http'
import { isHeader } from '../../../gateway/headers.ts'

/** What node's parser lets through and a gateway must not (RFC 9112; two parsers may read it differently). */
export interface HeadProblem {
  readonly status: 400 | 405 | 501 | 505
  readonly message: string
}

const HOST = /^(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?$/

/** `null` where the head is one that every parser reads alike. */
export function problemOf(request: Pick<IncomingMessage, 'httpVersion' | 'method' | 'rawHeaders'>): HeadProblem | null {
  const { httpVersion, method, rawHeaders } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return httpVersion === '0.9' ? BAD_LINE : { status: 505, message: 'Only HTTP/1.1 and HTTP/1.0 are spoken here.' }
  }
  if (method === 'TRACE' || method === 'CONNECT') {
    return { status: 405, message: `${method} is not served here.` }
  }
  let hosts = 0
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (isHeader(name, 'host')) {
      hosts++
      if (!HOST.test(rawHeaders[i + 1] ?? '')) return { status: 400, message: 'The Host header is not a host name.' }
    } else if (isHeader(name, 'transfer-encoding')) {
      const coding = (rawHeaders[i + 1] ?? '').toLowerCase()
      if (httpVersion === '1.0') return { status: 400, message: 'HTTP/1.0 knows no Transfer-Encoding.' }
      if (coding !== 'chunked') return { status: 501, message: 'Only the transfer coding "chunked" is known.' }
    }
  }
  if (hosts > 1) return { status: 400, message: 'There is more than one Host header.' }
  if (hosts === 0 && httpVersion === '1.1') return { status: 400, message: 'The Host header is missing.' }
  return null
}

const BAD_LINE: HeadProblem = { status: 400, message: 'The request line has no HTTP version.' }
