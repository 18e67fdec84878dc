import { headerOf, isHeader } from './headers.ts'
import type { RequestHead } from './request-head.ts'

/**
 * Why a request that a browser's cookie vouches for may not be carried out, as the end of a sentence; `null` where it may.
 * A browser sends the cookie whoever made it send the request, so the page must be ours: `Origin` and `Sec-Fetch-Site`
 * are the browser's own words, which no page can change
 * (https://developer.mozilla.org/docs/Glossary/Forbidden_request_header). What changes something needs one of them, or
 * JSON, which a page of another site cannot send without asking first.
 */
export function whyNotOwnPage(head: RequestHead, method: string): string | null {
  const reads = method === 'GET' || method === 'HEAD'
  const ours = ownOrigin(head)
  let isVouched = reads
  for (let i = 0; i + 1 < head.headers.length; i += 2) {
    const name = head.headers[i] ?? ''
    const value = head.headers[i + 1] ?? ''
    if (isHeader(name, 'origin')) {
      if (value !== ours) return 'its Origin is another site'
      isVouched = true
    } else if (isHeader(name, 'sec-fetch-site')) {
      if (value !== 'same-origin' && !(reads && value === 'none')) return 'a page of another site sent it'
      isVouched = true
    } else if (isHeader(name, 'content-type')) {
      isVouched ||= isJson(value)
    }
  }
  return isVouched ? null : 'nothing in it tells that a page of the gateway sent it'
}

/** Whether a content type is JSON, whatever its parameters. */
export function isJson(contentType: string): boolean {
  return contentType.split(';')[0]?.trim().toLowerCase() === 'application/json'
}

/** As a browser writes it (RFC 6454 §6.2): the scheme, and the Host that the caller named. `null` without a Host. */
function ownOrigin(head: RequestHead): string | null {
  const host = headerOf(head.headers, 'host')
  return host === null ? null : `${isSecure(head) ? 'https' : 'http'}://${host}`.toLowerCase()
}

/**
 * Whether the caller's end of the way is TLS: ours, or that of a proxy which says so. Who forges that gains nothing: no
 * page of another site can send the header unasked, and a cookie marked `Secure` is only kept more carefully.
 */
export function isSecure(head: RequestHead): boolean {
  return head.tls || headerOf(head.headers, 'x-forwarded-proto') === 'https'
}
