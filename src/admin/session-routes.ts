import { Hono, type Context } from 'hono'
import { admitControl } from '../gateway/authenticate.ts'
import { isJson } from '../gateway/own-origin.ts'
import type { RequestHead } from '../gateway/request-head.ts'
import {
  formatSession,
  SESSION_RANDOM_BYTES,
  sessionCookie,
  toClearedCookie,
  toSessionCookie,
} from '../gateway/session-cookie.ts'
import { SESSION_IDLE_MS, type SessionRecord } from '../model/session.ts'
import { toAdmitted } from './admit-caller.ts'
import type { Caller } from './caller.ts'
import { signInBody, type SessionBody } from './contract.ts'
import type { ControlDeps, ControlEnv } from './ports.ts'
import { answerConflict, answerGatewayError } from './problem.ts'
import { readBody } from './read-input.ts'

/**
 * `/api/session`: the dashboard's way in. A session is bought with an admin key and kept as a hash. Who guesses is not
 * locked out: a key has 178 bits of chance, so no number of guesses comes near one, and a lock would shut the owner out.
 */
export function sessionRoutes(deps: ControlDeps): Hono<ControlEnv> {
  let refusals = 0
  const routes = new Hono<ControlEnv>()

  routes.post('/', async (c) => {
    if (!deps.gate.keys.haveBegun()) {
      return answerConflict('No client key exists yet, so this machine needs no session; make an admin key first.')
    }
    const head = await withKeyOfBody(c)
    if (head instanceof Response) return head
    const admitted = toAdmitted(admitControl(deps.gate, head, deps.now()))
    if (admitted.kind === 'refused' || admitted.caller.kind !== 'key') {
      refusals += 1
      deps.warn(`a sign-in to the control API was refused (${refusals} since the start)`)
      return admitted.kind === 'refused' ? answerGatewayError(admitted.error) : answerConflict('A key is needed.')
    }
    const { caller } = admitted
    c.set('caller', caller)
    const value = formatSession(deps.random(SESSION_RANDOM_BYTES))
    const now = deps.now()
    const { id: keyId, hash: keyHash } = caller.key
    const session: SessionRecord = { hash: deps.hash(value), keyId, keyHash, createdAt: now, usedAt: now }
    await deps.sessions.insert(session)
    await endPresented(head)
    const body = toSessionBody({ kind: 'session', key: caller.key, session, value })
    return c.json(body, 201, { 'set-cookie': toSessionCookie(head, value) })
  })

  routes.get('/', (c) => c.json(toSessionBody(c.get('caller'))))

  routes.delete('/', async (c) => {
    const { head } = c.env
    await endPresented(head)
    return c.body(null, 204, { 'set-cookie': toClearedCookie(head) })
  })

  async function endPresented(head: RequestHead): Promise<void> {
    const value = sessionCookie(head)
    if (value !== null) await deps.sessions.delete(deps.hash(value))
  }

  return routes
}

/**
 * The head with the key of the body beside those of the headers. A body of another shape brings none, and is told nothing
 * else: whoever has no key learns the same here as everywhere. Only one that is too large, or never came whole, is refused
 * for itself.
 */
async function withKeyOfBody(c: Context<ControlEnv>): Promise<RequestHead | Response> {
  const { head } = c.env
  if (!isJson(c.req.header('content-type') ?? '')) return head
  const input = await readBody(c, signInBody)
  if (input.ok) return { ...head, headers: [...head.headers, 'x-api-key', input.value.key] }
  const { status } = input.response
  return status === 413 || status === 408 ? input.response : head
}

function toSessionBody(caller: Caller): SessionBody {
  switch (caller.kind) {
    case 'open':
    case 'uuid':
      return { kind: 'open', name: null, expires_at: null }
    case 'key':
      return { kind: 'key', name: caller.key.name, expires_at: caller.key.expiresAt }
    case 'session': {
      const idleAt = caller.session.usedAt + SESSION_IDLE_MS
      return { kind: 'session', name: caller.key.name, expires_at: Math.min(idleAt, caller.key.expiresAt ?? idleAt) }
    }
    default:
      return caller satisfies never
  }
}
