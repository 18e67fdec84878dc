import { Hono } from 'hono'
import { mintClientKey, type ClientKeySpec } from '../accounts/mint-client-key.ts'
import { admitCaller } from './admit-caller.ts'
import { keyBody } from './contract.ts'
import type { KeyScope } from '../model/client-key.ts'
import { toKeyRow } from './key-view.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerBadRequest, answerConflict, answerGatewayError, answerNotFound } from './problem.ts'
import { readBody } from './read-input.ts'

/** What can be written as RFC 3339, which has four digits for the year. */
const LATEST_EXPIRY = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** `/api/keys`: who may call. The first key made must be an admin key, and the last one cannot be deleted. */
export function keyRoutes(deps: ControlDeps): Hono<ControlEnv> {
  const { keys } = deps.gate
  let isFirstUnderWay = false
  const routes = new Hono<ControlEnv>()
  const sources = (now: number) => ({
    random: (length: number) => deps.random(length),
    hash: (text: string) => deps.hash(text),
    now,
  })

  routes.get('/', async (c) => {
    const records = keys.list()
    const budgets = await deps.budgets(records)
    return c.json({ items: records.map((record) => toKeyRow(record, budgets)), next: null })
  })

  routes.post('/', async (c) => {
    const input = await readBody(c, keyBody)
    if (!input.ok) return input.response
    const { name, scopes, pools, models, expires_at, requests_per_minute, tokens_per_minute, budget } = input.value
    const unknown = pools.find((pool) => !deps.boards().has(pool))
    if (unknown !== undefined) {
      return answerBadRequest(`pools: there is no pool ${unknown}; there are ${[...deps.boards().keys()].join(', ')}.`)
    }
    const now = deps.now()
    // One that is past makes a key that is refused from the start: whoever tries a caller out may want just that.
    if (expires_at !== null && expires_at > LATEST_EXPIRY) {
      return answerBadRequest('expires_at: accepted is a moment before the year 10000.')
    }
    // While its body came, another one may have ended open mode.
    const admitted = await admitCaller(deps, { head: c.env.head, method: c.req.method })
    if (admitted.kind === 'refused') return answerGatewayError(admitted.error)
    const endsOpenMode = admitted.caller.kind === 'open'
    if (endsOpenMode && (isFirstUnderWay || keys.haveBegun()))
      return answerConflict('The first key is just being made by somebody else.')
    const atFault = endsOpenMode ? unfitForFirst(scopes, expires_at) : []
    if (atFault.length > 0) {
      return answerConflict(
        `The first key must be an admin key that does not expire, else nobody could make another: ${atFault.join(', and ')}.`,
      )
    }
    const spec: ClientKeySpec = {
      name,
      scopes: [...new Set(scopes)],
      pools: [...new Set(pools)],
      models: [...new Set(models)],
      expiresAt: expires_at,
      requestsPerMinute: requests_per_minute,
      tokensPerMinute: tokens_per_minute,
      budget,
    }
    const { key, record } = mintClientKey(spec, sources(now))
    isFirstUnderWay = endsOpenMode
    try {
      await deps.keyStore.insert(record)
      keys.add(record)
    } finally {
      isFirstUnderWay = false
    }
    const budgets = await deps.budgets([record])
    return c.json({ ...toKeyRow(record, budgets), key }, 201, { location: `/api/keys/${record.id}` })
  })

  routes.delete('/:id', async (c) => {
    const id = c.req.param('id')
    const record = keys.get(id)
    if (record === null) return answerNotFound(`There is no key ${id}.`)
    if (keys.isLastAdmin(id)) {
      return answerConflict('The last admin key cannot be deleted: make another one first.')
    }
    // Out of memory before off the disk: two deletions at once must not each see the other's key as the one that is left.
    keys.remove(id)
    try {
      await deps.keyStore.delete(id)
    } catch (error) {
      keys.add(record)
      throw error
    }
    return c.body(null, 204)
  })

  return routes
}

/** What is to be done for a key to be the first; empty where nothing is. */
function unfitForFirst(scopes: readonly KeyScope[], expiresAt: number | null): readonly string[] {
  const advice: string[] = []
  if (!scopes.includes('admin')) advice.push('add "admin" to scopes')
  if (expiresAt !== null) advice.push('leave out expires_at')
  return advice
}
