import { Hono } from 'hono'
import type { BookOutcome } from '../accounts/account-book.ts'
import type { Account } from '../model/account.ts'
import type { Settings } from '../model/settings.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import { accountBody, accountPatch } from './account-contract.ts'
import { toAccountRow } from './account-view.ts'
import { findAccount, type SeenAccount } from './accounts-seen.ts'
import { anyBody } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerBadRequest, answerConflict, answerNotFound, answerProblem } from './problem.ts'
import { readAccountChange, readNewAccount } from './read-account-spec.ts'
import { readBody, readOptionalBody } from './read-input.ts'

/** Adding, changing and removing accounts of the store. Those of the environment and the file are changed where they are. */
export function accountChanges(deps: ControlDeps): Hono<ControlEnv> {
  const routes = new Hono<ControlEnv>()

  routes.post('/', async (c) => {
    const input = await readBody(c, accountBody)
    if (!input.ok) return input.response
    const read = readNewAccount(input.value, deps.settings())
    if (!read.ok) return answerRefused(read)
    return refuseTakenName(deps, read.spec.name) ?? answerOutcome(deps, await deps.accounts.add(read.spec), 201)
  })

  routes.patch('/:id', async (c) => {
    const input = await readBody(c, accountPatch)
    if (!input.ok) return input.response
    const id = c.req.param('id')
    const found = findStored(deps, id)
    if (found instanceof Response) return found
    const read = readAccountChange(input.value, found, deps.settings())
    if (!read.ok) return answerRefused(read)
    const taken = refuseTakenName(deps, read.spec.name === found.name ? null : read.spec.name)
    if (taken !== null) return taken
    const before = await findAccount(deps, found.id)
    const outcome = await deps.accounts.change(found.id, read.spec)
    if (outcome.kind === 'kept' && before !== null) await keepPaused(deps, before, outcome.account)
    return answerOutcome(deps, outcome, 200)
  })

  routes.delete('/:id', async (c) => {
    const input = await readOptionalBody(c, anyBody)
    if (!input.ok) return input.response
    const found = findStored(deps, c.req.param('id'))
    if (found instanceof Response) return found
    return answerOutcome(deps, await deps.accounts.remove(found.id), 204)
  })

  return routes
}

/** Another pool, or another credential, starts clean; but what somebody has paused stays so until somebody resumes it. */
async function keepPaused(deps: ControlDeps, { account, seen }: SeenAccount, now: StoredAccount): Promise<void> {
  if (seen.state !== 'paused' || (now.id === account.id && now.pool === account.pool)) return
  await deps
    .boards()
    .get(now.pool)
    ?.pause(now.id, seen.reason ?? '', deps.now())
}

/** Refuses a name that another account has, whichever source it is of; `null` where it is free, or none is given. */
export function refuseTakenName(deps: ControlDeps, name: string | null | undefined): Response | null {
  const settings = deps.settings()
  const other = name == null ? undefined : settings.accounts.find((account) => account.name === name)
  if (other === undefined) return null
  const setBy = other.source === 'store' ? '' : `, set by ${originOf(other, settings)}`
  const detail = `There is an account named ${other.name} already${setBy}; choose another name.`
  return answerProblem({ status: 409, code: 'conflict', detail, field: 'name' })
}

/** What has become of an account, as an answer. */
export async function answerOutcome(
  deps: ControlDeps,
  outcome: BookOutcome,
  status: 200 | 201 | 204,
): Promise<Response> {
  switch (outcome.kind) {
    case 'removed':
      return new Response(null, { status: 204 })
    case 'unknown':
      return answerNotFound('There is no such account any more.')
    case 'refused':
      return answerConflict(toSentences(outcome.sentences))
    case 'kept': {
      const found = await findAccount(deps, outcome.account.id)
      if (found === null) return answerNotFound('There is no such account any more.')
      const headers = { location: `/api/accounts/${outcome.account.id}` }
      return Response.json(await toAccountRow(deps, found), { status, headers: status === 201 ? headers : {} })
    }
  }
}

function answerRefused({ status, why }: { readonly status: 400 | 409; readonly why: string }): Response {
  return status === 400 ? answerBadRequest(`${why}.`) : answerConflict(`Refused: ${why}.`)
}

function findStored(deps: ControlDeps, idOrName: string) {
  const { accounts } = deps.settings()
  const account = accounts.find(({ id }) => id === idOrName) ?? accounts.find(({ name }) => name === idOrName)
  if (account === undefined) return answerNotFound(`There is no account ${idOrName}.`)
  const stored = deps.accounts.find(account.id)
  return (
    stored ??
    answerConflict(
      `Account ${account.name} is set by ${originOf(account, deps.settings())} and cannot be changed here.`,
    )
  )
}

function originOf({ source }: Account, { configFile }: Settings): string {
  switch (source) {
    case 'environment':
      return 'LOAD_BALANCER_API_KEYS of the environment'
    case 'file':
      return configFile ?? 'CLAUDEFLARE_CONFIG_JSON of the environment'
    case 'store':
      return 'somebody else just now'
  }
}

function toSentences(sentences: readonly string[]): string {
  return `Refused: ${sentences.join('; ')}.`
}
