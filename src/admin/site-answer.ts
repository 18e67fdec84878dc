import { headerOf } from '../gateway/headers.ts'
import type { MethodHead } from '../gateway/method-head.ts'
import { chooseForm } from './site-coding.ts'
import type { Site, SiteFile, SiteForm } from './site-manifest.ts'
import { INDEX, isHashed, isMistypedPage, sitePathOf } from './site-paths.ts'

/** What a request for the dashboard is answered with; the runtime has the bytes. */
export interface SiteAnswer {
  readonly status: 200 | 304 | 404
  /** Names and values in turn. */
  readonly headers: readonly string[]
  /** The form whose bytes are the body; `null` where there is none. */
  readonly body: SiteForm | null
}

/**
 * What the page may do: show what this origin has, and ask this origin. No inline script or style, no other host, no frame
 * around it.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const SECURE = [
  'content-security-policy',
  POLICY,
  'x-content-type-options',
  'nosniff',
  'x-frame-options',
  'DENY',
  'referrer-policy',
  'no-referrer',
  'cross-origin-opener-policy',
  'same-origin',
  'cross-origin-resource-policy',
  'same-origin',
] as const

/** A year, the longest that caches keep anything. */
const FOR_GOOD = 'public, max-age=31536000, immutable'
/** Asked for anew each time, which costs no bytes while it is the same. */
const UNTIL_ASKED = 'no-cache'

/**
 * Answers a request for a page or a file of the dashboard; `null` where it is for something else, or there is no such
 * file. Nobody is asked who they are: what is built holds no data, and `/api` sees to itself.
 */
export function answerSite(site: Site, head: Pick<MethodHead, 'method' | 'path' | 'headers'>): SiteAnswer | null {
  const isMistyped = isMistypedPage(head)
  const file = site.get(isMistyped ? INDEX : (sitePathOf(head.method, head.path) ?? ''))
  const form = file === undefined ? undefined : chooseForm(file.forms, headerOf(head.headers, 'accept-encoding'))
  if (file === undefined || form === undefined) return null
  const etag = toETag(file, form)
  const headers = ['etag', etag, 'cache-control', isHashed(file.path) ? FOR_GOOD : UNTIL_ASKED, ...SECURE]
  if (file.forms.length > 1) headers.push('vary', 'accept-encoding')
  if (!isMistyped && hasMatch(headerOf(head.headers, 'if-none-match'), etag))
    return { status: 304, headers, body: null }
  headers.push('content-type', file.type, 'content-length', String(form.length))
  if (form.coding !== 'identity') headers.push('content-encoding', form.coding)
  return { status: isMistyped ? 404 : 200, headers, body: head.method === 'HEAD' ? null : form }
}

/** Each form has its own, since its bytes are others (RFC 9110 §8.8.3.3). */
function toETag({ hash }: SiteFile, { coding }: SiteForm): string {
  return coding === 'identity' ? `"${hash}"` : `"${hash}-${coding}"`
}

/** Compared weakly, as `if-none-match` is (RFC 9110 §13.1.2): what compresses on the way makes weak ones of ours. */
function hasMatch(given: string | null, etag: string): boolean {
  if (given === null) return false
  return given.split(',').some((one) => {
    const tag = one.trim()
    return tag === '*' || tag === etag || tag === `W/${etag}`
  })
}
