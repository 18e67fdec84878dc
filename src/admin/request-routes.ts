import { Hono } from 'hono'
import { decodeRequestId, momentOf } from '../gateway/request-id.ts'
import type { RequestFilter, RequestPage, StoredRequest } from '../model/ledger-queries.ts'
import type { Unreached } from '../model/unreached.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerNotFound } from './problem.ts'
import { readQuery } from './read-input.ts'
import { requestsQuery } from './request-contract.ts'
import { toRequestDetail, toRequestView } from './request-view.ts'

/** A rare match lies many stretches of the ledger back; one answer looks through so many of them, */
const MAX_STRETCHES = 20
/** or for so long, ms. What it then lacks is on the next page. */
const ENOUGH_MS = 80

/** `/api/requests`: what callers asked, newest first. */
export function requestRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  routes.get('/', async (c) => {
    const input = readQuery(c, requestsQuery)
    if (!input.ok) return input.response
    const { limit, cursor, ...filter } = input.value
    const { items, next, unreachable } = await collect(deps, filter, { limit, cursor: cursor ?? null })
    return c.json({
      items: items.map(toRequestView),
      next,
      lookedBackTo: next === null ? null : momentOf(Number.parseInt(next, 10)),
      unreachable,
    })
  })

  routes.get('/:id', async (c) => {
    const text = c.req.param('id')
    const id = decodeRequestId(text)
    const row = id === null ? null : await deps.ledger.request(id)
    return row === null
      ? answerNotFound(`There is no request ${text}, or it is no longer kept.`)
      : c.json(toRequestDetail(row))
  })

  return routes
}

/** The ledger looks through a bounded stretch at a time, so a page of its own may be short: these are put together here. */
async function collect(
  { ledger, now }: Pick<ControlDeps, 'ledger' | 'now'>,
  filter: RequestFilter,
  page: { readonly limit: number; readonly cursor: string | null },
): Promise<RequestPage & Unreached> {
  const items: StoredRequest[] = []
  const unreachable = new Set<string>()
  let next = page.cursor
  const end = now() + ENOUGH_MS
  for (let stretch = 0; stretch < MAX_STRETCHES; stretch++) {
    const found = await ledger.requests(filter, { limit: page.limit - items.length, cursor: next })
    items.push(...found.items)
    for (const pool of found.unreachable) unreachable.add(pool)
    next = found.next
    if (next === null || items.length >= page.limit || now() > end) break
  }
  return { items, next, unreachable: [...unreachable] }
}
