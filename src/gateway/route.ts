/** Where a path leads (contract §4). `rest` is the path as a vendor sees it, starting with `/v1` or `/v1beta`. */
export type Route =
  /** `/:uuid/lb/v1…`: pool `lb`. */
  | { readonly kind: 'balanced'; readonly token: string; readonly rest: string }
  /** `/:uuid/v1…`: one key, no balancing. */
  | { readonly kind: 'single'; readonly token: string; readonly rest: string }
  /** `/v1…`: pool `accounts`, or the one that the client key names. */
  | { readonly kind: 'direct'; readonly rest: string }
  /** `/:uuid/lb/v1/load-balancer/…` (contract §7). */
  | { readonly kind: 'management'; readonly token: string; readonly action: string }
  /** `/api/hello`, which a vendor's clients ask; `token` where it stands below a uuid. */
  | { readonly kind: 'hello'; readonly token: string | null }
  /** Below a token, but nothing that is served there. */
  | { readonly kind: 'unknown'; readonly token: string }
  /** Everything of the gateway's own: `/api`, `/health`, `/metrics`, the dashboard. */
  | { readonly kind: 'control' }

const MANAGEMENT = '/v1/load-balancer/'

/** The uuids' alphabet (contract §3). A first segment outside it is none. */
const TOKEN = /^\/([A-Za-z0-9_-]{16,})(\/.*)$/

/** Reads where a checked path (no query) leads. Looks at no credential: whether a token is known is asked later. */
export function routeOf(path: string): Route {
  if (isVendorPath(path)) return { kind: 'direct', rest: path }
  if (path === '/api/hello') return { kind: 'hello', token: null }
  const below = TOKEN.exec(path)
  if (below === null) return { kind: 'control' }
  const [, token = '', rest = ''] = below
  if (!rest.startsWith('/lb/')) {
    if (isVendorPath(rest)) return { kind: 'single', token, rest }
    return rest === '/api/hello' ? { kind: 'hello', token } : { kind: 'unknown', token }
  }
  const inner = rest.slice(3)
  if (inner.startsWith(MANAGEMENT)) return { kind: 'management', token, action: inner.slice(MANAGEMENT.length) }
  if (isVendorPath(inner)) return { kind: 'balanced', token, rest: inner }
  return inner === '/api/hello' ? { kind: 'hello', token } : { kind: 'unknown', token }
}

function isVendorPath(path: string): boolean {
  return path.startsWith('/v1/') || path.startsWith('/v1beta/')
}
