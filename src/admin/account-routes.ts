import { Hono } from 'hono'
import { accountChanges } from './account-changes.ts'
import { toAccountRow, toAccountRows } from './account-view.ts'
import { findAccount, thesePoolsSeen, toHole, toSeenAccounts, type SeenAccount } from './accounts-seen.ts'
import { accountsQuery, anyBody, pauseBody } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerNotFound } from './problem.ts'
import { readOptionalBody, readQuery } from './read-input.ts'

const DEFAULT_REASON = 'paused by hand'

/** `/api/accounts`: what requests can be sent with, and how each is doing. */
export function accountRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  /** Does something to the account of that id, and answers with what has become of it. */
  async function change(id: string, act: (found: SeenAccount) => unknown): Promise<Response> {
    const found = await findAccount(deps, id)
    if (found === null) return noAccount(id)
    await act(found)
    return answerAccount(id)
  }

  async function answerAccount(id: string): Promise<Response> {
    const found = await findAccount(deps, id)
    return found === null ? noAccount(id) : Response.json(await toAccountRow(deps, found))
  }

  routes.get('/', async (c) => {
    const input = readQuery(c, accountsQuery)
    if (!input.ok) return input.response
    const { pools, unreachable } = await thesePoolsSeen(deps, input.value.pool ?? null)
    return c.json({ items: await toAccountRows(deps, toSeenAccounts(deps, pools)), next: null, ...toHole(unreachable) })
  })

  routes.get('/:id', (c) => answerAccount(c.req.param('id')))

  routes.post('/:id/pause', async (c) => {
    const input = await readOptionalBody(c, pauseBody)
    if (!input.ok) return input.response
    const reason = input.value.reason ?? DEFAULT_REASON
    return change(c.req.param('id'), ({ account, board }) => board.pause(account.id, reason, deps.now()))
  })

  routes.post('/:id/resume', async (c) => {
    const input = await readOptionalBody(c, anyBody)
    if (!input.ok) return input.response
    return change(c.req.param('id'), ({ account, board }) => board.resume(account.id, deps.now()))
  })

  routes.post('/:id/reset', async (c) => {
    const input = await readOptionalBody(c, anyBody)
    if (!input.ok) return input.response
    return change(c.req.param('id'), ({ account, board }) => board.reset(account.id, deps.now()))
  })

  routes.post('/:id/check', async (c) => {
    const input = await readOptionalBody(c, anyBody)
    if (!input.ok) return input.response
    const id = c.req.param('id')
    const { accounts } = deps.settings()
    const account = accounts.find((known) => known.id === id) ?? accounts.find((known) => known.name === id)
    if (account === undefined) return noAccount(id)
    const checked = await deps.checkAccount(account)
    return c.json({ ok: checked.result === 'valid' || checked.result === 'limited', ...checked })
  })

  return routes.route('/', accountChanges(deps))
}

function noAccount(id: string): Response {
  return answerNotFound(`There is no account ${id}.`)
}
