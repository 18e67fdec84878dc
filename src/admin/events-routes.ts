import { Hono } from 'hono'
import { createEventHub } from './event-hub.ts'
import { eventsQuery } from './events-contract.ts'
import type { Overview } from './overview.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerProblem } from './problem.ts'
import { readQuery } from './read-input.ts'

const MOST_LISTENERS = 100

/**
 * `/api/events`: what happens, as server-sent events (WHATWG HTML §9.2). Where requests may wait for each other all
 * listeners are told by one hub, which looks at everything once; in a Worker each has its own.
 */
export function eventsRoutes(deps: ControlDeps, overview: Overview): Hono<ControlEnv> {
  const { listening } = deps
  const shared = deps.requests === 'together' ? createEventHub(deps, overview) : null
  /** When each stream ends at the latest: a Worker is not always told that one is over. */
  const open = new Map<object, number>()
  const routes = new Hono<ControlEnv>()

  function isFull(): boolean {
    const now = deps.now()
    for (const [one, endsAt] of open) if (endsAt <= now) open.delete(one)
    return open.size >= MOST_LISTENERS
  }

  routes.get('/', async (c) => {
    const input = readQuery(c, eventsQuery)
    if (!input.ok) return input.response
    if (listening.closing.aborted) return answerBusy('The gateway is shutting down.')
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS)
    if (isFull()) return answerBusy(`${MOST_LISTENERS} listen already, which is as many as there may be. Close a page.`)
    const { topics, ...filter } = input.value
    const place = {}
    open.set(place, deps.now() + (listening.longestMs ?? Infinity))
    const hub = shared ?? createEventHub(deps, overview)
    const stream = await hub.listen({
      caller: c.get('caller'),
      topics: topics ?? null,
      filter,
      hangUp: c.env.hangUp,
      onOver: () => void open.delete(place),
    })
    return c.body(stream, 200, HEADERS)
  })

  return routes
}

/** Some proxies hold answers back, unless they are told not to. */
const HEADERS = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }

function answerBusy(detail: string): Response {
  const response = answerProblem({ status: 503, code: 'overloaded', detail })
  response.headers.set('retry-after', '5')
  return response
}
