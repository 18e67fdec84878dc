import { type Parsed, unusable, type ValueKind } from './value-kind.ts'
import { text } from './value-kinds.ts'

/** An origin that requests go to: `scheme://host[:port][/prefix]`, returned without a slash at its end. */
export const baseUrl: ValueKind<string> = text(
  { accepted: 'an http:// or https:// URL without credentials, query or fragment', mask: 'url' },
  readBaseUrl,
)

/** A proxy towards the vendors. It may carry credentials: proxies ask for them. */
export const proxyUrl: ValueKind<string> = text(
  { accepted: 'an http:// or https:// URL of a proxy', mask: 'url' },
  (given) => {
    const url = parseHttpUrl(given)
    return url === null ? unusable() : { ok: true, value: url.href }
  },
)

/** An endpoint of a vendor's authorization server, returned as it was given (RFC 6749 §3: a query stays, no fragment). */
export const endpointUrl: ValueKind<string> = text(
  { accepted: 'an http:// or https:// URL without credentials or fragment', mask: 'url' },
  (given) => {
    const url = parseHttpUrl(given)
    if (url === null) return unusable()
    if (url.username !== '' || url.password !== '') return unusable('it carries credentials')
    return given.includes('#') ? unusable('it has a fragment') : { ok: true, value: given }
  },
)

/** Where alerts are sent, returned as it was given: path and query may be all that keeps others from writing there. */
export const webhookUrl: ValueKind<string> = { ...endpointUrl, mask: 'secret-url' }

/** An authorization server's name (RFC 8414 §2), returned as it was given: it is compared letter by letter (RFC 9207 §2.4). */
export const issuerUrl: ValueKind<string> = text(
  { accepted: 'an http:// or https:// URL without credentials, query or fragment', mask: 'url' },
  (given) => {
    const read = readBaseUrl(given)
    return read.ok ? { ok: true, value: given } : read
  },
)

function readBaseUrl(given: string): Parsed<string> {
  const url = parseHttpUrl(given)
  if (url === null) return unusable()
  if (url.username !== '' || url.password !== '') return unusable('it carries credentials')
  if (/[?#]/.test(given)) return unusable('it has a query or fragment')
  return { ok: true, value: url.origin + url.pathname.replace(/\/+$/, '') }
}

function parseHttpUrl(given: string): URL | null {
  if (!/^https?:\/\/[^/]/i.test(given) || /\s/.test(given)) return null
  return URL.canParse(given) ? new URL(given) : null
}
