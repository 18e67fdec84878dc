import type { AuthorizationServer } from '../authorization-server.ts'
import { toRecord } from '../json.ts'
import { FEDERATION_RULE } from '../authorization-server.ts'
import { follow } from '../oauth/strict-client.ts'
import type { TokenStep } from '../oauth/troubles.ts'
import { MESSAGE } from '../stage.ts'
import type { Run } from './run.ts'
import { toEchoes } from './use-vendors.ts'

const TROUBLES: readonly TokenStep[] = [
  { kind: 'echo', error: 'invalid_request' },
  { kind: 'echo', error: 'temporarily_unavailable' },
  { kind: 'garble' },
  { kind: 'alter', set: { token_type: 'DPoP' } },
  { kind: 'alter', set: { access_token: 'a\r\nb' } },
  { kind: 'alter', drop: ['access_token'] },
  { kind: 'unheard', cut: 'within-body' },
  { kind: 'break' },
  { kind: 'redirect', to: 'http://127.0.0.1:9/' },
  { kind: 'fail', status: 500 },
]

/** Accounts that are added, changed and removed; those that sign in, well and badly; tokens that are renewed, well and badly. */
export async function useAccounts(run: Run, server: AuthorizationServer): Promise<void> {
  const { canaries, by } = run
  const stored = { name: 'stored-1', provider: 'anthropic', pool: 'stored' }
  await by('POST', '/api/accounts', { ...stored, api_key: canaries.make('a key of the store, replaced', 'sk-ant-') })
  await by('PATCH', '/api/accounts/stored-1', { api_key: canaries.make('a key of the store', 'sk-ant-'), note: 'mine' })
  await by('POST', '/api/accounts', {
    name: 'stored-2',
    provider: 'openai',
    api_key: canaries.make('a key of the store that looks like none, removed'),
  })
  await by('DELETE', '/api/accounts/stored-2')
  await signInBadly(run, server)
  await signIn(run, 'signed-in')
  await useTokens(run, server)
  await by('POST', '/api/accounts', {
    name: 'workload-1',
    provider: 'anthropic',
    pool: 'workload',
    kind: 'workload_identity',
    federation_rule_id: FEDERATION_RULE.id,
    organization_id: FEDERATION_RULE.organizationId,
  })
  const { key } = await run.makeKey({ name: 'of the workload', pools: ['workload'] })
  for (const step of TROUBLES) {
    server.troubles.script(step)
    await run.call('/v1/messages', MESSAGE, key)
  }
  server.troubles.otherwise({ kind: 'serve' })
}

async function signIn({ by }: Run, name: string): Promise<void> {
  const begun = toRecord((await by('POST', '/api/sign-ins', { provider: 'anthropic', name, pool: 'people' })).text)
  const back = await follow(String(begun['authorize_url']))
  await by('POST', '/api/sign-ins/complete', { id: begun['id'], redirected_to: back.href })
}

async function signInBadly(run: Run, server: AuthorizationServer): Promise<void> {
  const { by, canaries } = run
  for (const step of TROUBLES) {
    server.troubles.script(step)
    await signIn(run, 'never')
  }
  server.deny()
  await signIn(run, 'never')
  const begun = toRecord((await by('POST', '/api/sign-ins', { provider: 'anthropic', name: 'never' })).text)
  const back = await follow(String(begun['authorize_url']))
  const code = back.searchParams.get('code') ?? ''
  const complete = (body: object) => by('POST', '/api/sign-ins/complete', { id: begun['id'], ...body })
  await complete({ code, state: canaries.make('another state, pasted') })
  await complete({ redirected_to: code })
  await complete({ redirected_to: back.href, id: code })
  await complete({ [code]: 1 })
  await by('POST', '/api/sign-ins/complete', `{"code":"${code}`)
  await complete({ redirected_to: `${back.href}&iss=https://elsewhere.test/${code}` })
}

/** Refreshes that fail, and a vendor that repeats the tokens. */
async function useTokens(run: Run, server: AuthorizationServer): Promise<void> {
  const { stage, call } = run
  const { key } = await run.makeKey({ name: 'of people', pools: ['people'] })
  await call('/v1/messages', MESSAGE, key)
  for (const index of toEchoes('').keys()) {
    const token = server.tokens.families().at(-1)?.accessToken ?? ''
    const step = toEchoes(token)[index]
    if (step !== undefined) stage.provider.on(token).script([step])
    await call('/v1/messages', { ...MESSAGE, stream: index % 2 === 0 }, key)
    await run.by('POST', '/api/accounts/signed-in/reset', {})
  }
  for (const step of TROUBLES) {
    server.tokens.endAccess()
    server.troubles.script(step)
    await call('/v1/messages', MESSAGE, key)
  }
  server.tokens.endAccess()
  server.troubles.otherwise({ kind: 'echo', error: 'invalid_grant' })
  for (let count = 0; count < 3; count += 1) await call('/v1/messages', MESSAGE, key)
  server.troubles.otherwise({ kind: 'serve' })
}
