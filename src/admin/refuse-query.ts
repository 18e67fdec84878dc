import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { z } from 'zod'
import { OPERATIONS } from './operations.ts'
import type { ControlEnv } from './ports.ts'
import { readQuery } from './read-input.ts'

const NO_QUERY = z.strictObject({})

/** What is read below `/api` and, as OpenAPI tells, takes no query. OpenAPI's own description is not in it. */
const WITHOUT_QUERY: ReadonlySet<string> = new Set([
  '/api/openapi.json',
  ...OPERATIONS.filter(({ method, path, query }) => method === 'get' && path.startsWith('/api/') && !query).map(
    ({ path }) => path,
  ),
])

/**
 * Refuses a query where none is taken: whoever asks for two keys of a list that has no pages must not take the whole for
 * two. Routes that take one refuse what they do not know of it.
 */
export const refuseQuery = createMiddleware<ControlEnv>(async (c, next) => {
  const { method } = c.req
  if ((method !== 'GET' && method !== 'HEAD') || !WITHOUT_QUERY.has(routePath(c, -1))) return next()
  const input = readQuery(c, NO_QUERY)
  return input.ok ? next() : input.response
})
