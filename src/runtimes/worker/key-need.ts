import type { MethodHead } from '../../gateway/method-head.ts'
import { routeOf } from '../../gateway/route.ts'
import type { Uuids } from '../../gateway/uuids.ts'

/**
 * What a request needs to be up to date:
 * - `none`: nothing; a uuid lets it in, or nobody is asked for
 * - `keys`: keys, if it is refused by those that are known; what a deleted one is admitted to, the pool turns away
 * - `admin`: keys, to tell who may change or read the gateway's own
 * - `all`: also when each key was last used
 * - `sign_in`: keys, to tell whose the key is that may come in the body
 * - `reset`: whether there are keys at all, since until then a uuid is enough
 */
export type KeyNeed = 'none' | 'keys' | 'admin' | 'all' | 'sign_in' | 'reset'

export function needOf({ method, path }: MethodHead, uuids: Uuids): KeyNeed {
  const route = routeOf(path)
  switch (route.kind) {
    case 'direct':
      return 'keys'
    case 'control':
      if (path === '/health' || path === '/health/live') return 'none'
      if (path === '/api/session' && method === 'POST') return 'sign_in'
      return path === '/api/keys' ? 'all' : 'admin'
    case 'management':
      return method === 'POST' && uuids.match(route.token) ? 'reset' : 'none'
    case 'balanced':
    case 'single':
    case 'hello':
    case 'unknown':
      return 'none'
  }
}
