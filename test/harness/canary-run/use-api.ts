import { OPERATIONS } from '../../../src/admin/operations.ts'
import { ask } from '../ask.ts'
import { toItems, toRecord } from '../json.ts'
import { MESSAGE } from '../stage.ts'
import { toCookie } from '../session.ts'
import type { Run } from './run.ts'

/** Sessions, limits, what vendors keep, and every change that there is. */
export async function useApi(run: Run, admin: string): Promise<void> {
  const { canaries, stage, by, call } = run
  const { url } = stage.gateway
  const signedIn = await ask(`${url}/api/session`, { method: 'POST', headers: ['x-api-key', admin] })
  canaries.keep('the answer to signing in', signedIn)
  const cookie = toCookie(signedIn)
  canaries.note('a session', cookie.slice(cookie.indexOf('=') + 1))
  for (const [method, path] of [
    ['GET', '/api/session'],
    ['GET', '/api/config'],
    ['POST', '/api/keys'],
    ['GET', '/v1/models'],
    ['GET', '/metrics'],
    ['DELETE', '/api/session'],
    ['GET', '/api/session'],
  ] as const) {
    for (const origin of ['http://elsewhere.test', url]) {
      const told = await ask(url + path, { method, headers: ['cookie', cookie, 'origin', origin] })
      canaries.keep(`the answer to ${method} ${path} with a session`, told)
    }
  }
  for (const limits of [
    { requests_per_minute: 1 },
    { tokens_per_minute: 1 },
    { budget: { usd: 0.0001, per: 'day' } },
  ]) {
    const { id, key } = await run.makeKey({ name: 'limited', pools: ['lb'], ...limits })
    for (let count = 0; count < 3; count += 1) await call('/v1/messages', MESSAGE, key)
    await by('DELETE', `/api/keys/${id}`)
  }
  const stateful = await run.makeKey({ name: 'stateful', pools: ['lb'], scopes: ['call', 'stateful'] })
  for (const { key } of [stateful, await run.makeKey({ name: 'stateless', pools: ['lb'] })]) {
    const made = await call('/v1/responses', { model: 'gpt-5-mini', input: 'a' }, key)
    const id = /"id":"([^"]+)"/.exec(made.text)?.[1] ?? 'none'
    await call('/v1/responses', { model: 'gpt-5-mini', input: 'a', previous_response_id: id }, key)
    await call('/v1/files', {}, key)
  }
  const brief = await run.makeKey({ name: 'brief', expires_at: Date.now() + 3_000 })
  while ((await call('/v1/messages', MESSAGE, brief.key)).status !== 401) continue
  for (const action of ['pause', 'resume', 'reset']) await by('POST', `/api/accounts/key-2/${action}`, {})
  await by('PUT', '/api/config/strategy', { strategy: 'session' })
  await by('PATCH', '/api/config', { max_attempts: 4, load_balancer: { enabled: true } })
  await by('PATCH', '/api/pools/far', { session_scope: 'client' })
}

/** All that the API tells, of each request its trace, and of the log of changes every page. */
export async function readAll({ canaries, by, uuid, stage }: Run): Promise<void> {
  for (const { method, path, events } of OPERATIONS) {
    if (method === 'get' && events === undefined && !path.includes(':')) await by('GET', path)
  }
  for (const path of ['/api/openapi.json', '/metrics', '/api/hello', '/api/pools/lb', '/nothing']) await by('GET', path)
  for (const action of ['status', 'config', 'reset', 'nothing'])
    await by('GET', `/${uuid}/lb/v1/load-balancer/${action}`)
  for (const name of toItems((await by('GET', '/api/accounts')).text).map((row) => row['name'])) {
    await by('GET', `/api/accounts/${String(name)}`)
  }
  for (const list of ['requests', 'audit']) {
    for (let cursor = ''; cursor !== 'the end';) {
      const told = await by('GET', `/api/${list}?limit=500${cursor}`)
      if (list === 'requests') {
        for (const { id } of toItems(told.text)) {
          const trace = await by('GET', `/api/requests/${String(id)}`)
          if (trace.status !== 200) throw new Error(`no trace of ${String(id)}: ${trace.text}`)
        }
      }
      const { next } = toRecord(told.text)
      cursor = typeof next === 'string' ? `&cursor=${next}` : 'the end'
    }
  }
  canaries.keep('the answer to anybody', await ask(`${stage.gateway.url}/health`))
}
