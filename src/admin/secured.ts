/** What every answer of the control API carries: none is for other sites, caches or content sniffers. */
const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['cache-control', 'no-store'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
]

/** The same answer with them set; there are no CORS headers at all. */
export function secured(response: Response): Response {
  for (const [name, value] of HEADERS) response.headers.set(name, value)
  return response
}
