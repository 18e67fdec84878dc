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

/** Whether a file's name changes with its content, so that it never has to be asked for again. */
export function isHashed(path: string): boolean {
  return path.startsWith(ASSETS)
}
