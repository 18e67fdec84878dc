import { Hono } from 'hono'
import { toAccountRow } from './account-view.ts'
import { accountsSeen, findAccount, type SeenAccount } from './accounts-seen.ts'
import { accountsQuery, pauseBody } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerNotFound } from './problem.ts'
import { readOptionalBody, readQuery } from './read-input.ts'

const DEFAULT_REASON = 'paused by hand'

/** `/api/accounts`: what requests can be sent with, and how each is doing. */
export function accountRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  /** Does something to the account of that id, and answers with what has become of it. */
  function change(id: string, act: (found: SeenAccount) => void): Response {
    const found = findAccount(deps, id)
    if (found === null) return noAccount(id)
    act(found)
    return answerAccount(id)
  }

  function answerAccount(id: string): Response {
    const found = findAccount(deps, id)
    return found === null ? noAccount(id) : Response.json(toAccountRow(found.account, found.seen))
  }

  routes.get('/', (c) => {
    const input = readQuery(c, accountsQuery)
    if (!input.ok) return input.response
    const items = accountsSeen(deps, input.value.pool ?? null).map(({ account, seen }) => toAccountRow(account, seen))
    return c.json({ items, next: null })
  })

  routes.get('/:id', (c) => answerAccount(c.req.param('id')))

  routes.post('/:id/pause', async (c) => {
    const input = await readOptionalBody(c, pauseBody)
    if (!input.ok) return input.response
    const reason = input.value.reason ?? DEFAULT_REASON
    return change(c.req.param('id'), ({ account, board }) => board.pause(account.id, reason, deps.now()))
  })

  routes.post('/:id/resume', (c) =>
    change(c.req.param('id'), ({ account, board }) => board.resume(account.id, deps.now())),
  )

  routes.post('/:id/reset', (c) =>
    change(c.req.param('id'), ({ account, board }) => board.reset(account.id, deps.now())),
  )

  return routes
}

function noAccount(id: string): Response {
  return answerNotFound(`There is no account ${id}.`)
}
