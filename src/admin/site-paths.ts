import { headerOf } from '../gateway/headers.ts'
import type { MethodHead } from '../gateway/method-head.ts'

/**
 * The dashboard's pages, each answered with `index.html`, which shows the one that its address names. A new page is added
 * here. None has a first segment of 16 characters or more: that would be a uuid's (`gateway/route.ts`).
 */
const PAGES: ReadonlySet<string> = new Set([
  '/',
  '/accounts',
  '/callback',
  '/requests',
  '/analytics',
  '/settings',
  '/sign-in',
])

/** `/requests/:id` */
const REQUEST_PAGE = /^\/requests\/[\w-]+$/

const ASSETS = '/assets/'

/** Those whose names stay: the icon, and the script that sets the colours before anything is painted. */
const NAMED = /^\/[a-z-]+\.(?:js|svg|png)$/

/** What every page is answered with. */
export const INDEX = '/index.html'

/**
 * The file that a request for the dashboard is answered with, if there is one of this name; `null` where it asks for
 * something else. Nearly every call ends at the first line, since vendors are asked by POST.
 */
export function sitePathOf(method: string, path: string): string | null {
  if (method !== 'GET' && method !== 'HEAD') return null
  if (PAGES.has(path) || REQUEST_PAGE.test(path)) return INDEX
  return path.startsWith(ASSETS) || NAMED.test(path) ? path : null
}

/**
 * The shape of an address that somebody may have mistyped: what programs ask for is left out, and so is whatever could
 * have a uuid in front.
 */
const MISTYPED = /^\/(?!(?:api|health|metrics|v1|v1beta|assets)(?:\/|$))[\w-]{1,15}(?:\/[^.]*)?$/

/** Whether a browser asks for a page that there is not: it is shown one that says so. Everybody else is told in JSON. */
export function isMistypedPage({ method, path, headers }: Pick<MethodHead, 'method' | 'path' | 'headers'>): boolean {
  if (method !== 'GET' || !MISTYPED.test(path) || sitePathOf(method, path) !== null) return false
  return headerOf(headers, 'accept')?.includes('text/html') ?? false
}

/** Whether a file's name changes with its content, so that it never has to be asked for again. */
export function isHashed(path: string): boolean {
  return path.startsWith(ASSETS)
}
