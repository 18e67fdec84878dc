import { OPERATIONS } from '../../../src/admin/operations.ts'
import { ask } from '../ask.ts'
import { MESSAGE } from '../stage.ts'
import type { Run } from './run.ts'

/** Every field that some body of the control API has, and some that none has. */
const FIELDS = [
  'account',
  'allow_overage',
  'api_key',
  'base_url',
  'code',
  'federation_rule_id',
  'id',
  'iss',
  'key',
  'kind',
  'lb_strategy',
  'load_balancer',
  'max_hold_ms',
  'max_in_flight',
  'max_utilization',
  'name',
  'note',
  'organization_id',
  'pool',
  'provider',
  'quota_group',
  'reason',
  'redirect_uri',
  'redirected_to',
  'session_scope',
  'state',
  'strategy',
  'time_zone',
  'window_size',
  'what_nobody_knows',
]
const LISTS = ['models', 'pools', 'scopes']

/** Credentials where they do not belong: in bodies, paths, queries, headers and cookies of every operation. */
export async function pasteWrongly(run: Run): Promise<void> {
  const { canaries, stage, uuid, by, call } = run
  const { url } = stage.gateway
  const known = canaries.make('a key, pasted', 'sk-ant-')
  const { key: client } = await run.makeKey({ name: 'pasted' })
  const opaque = canaries.make('an opaque secret, pasted')
  for (const { method, path } of OPERATIONS) {
    const verb = method.toUpperCase()
    for (const secret of [known, client]) {
      const filled = path.replaceAll(/:\w+/g, secret)
      if (path.includes(':')) await by(verb, filled)
      await by(verb, `${path.replaceAll(/:\w+/g, 'nobody')}?key=${secret}&${secret}=1`)
      if (method === 'get') continue
      for (const body of toBodies(secret)) await by(verb, path.replaceAll(/:\w+/g, 'lb'), body)
    }
    const pasted = ['authorization', `Basic ${Buffer.from(`${opaque}:`).toString('base64')}`, 'x-token', opaque]
    const cookie = ['cookie', `claudeflare_session=${opaque}; b=${known}`]
    const asked = { method: verb, headers: [...pasted, ...cookie, 'referer', `http://a.test/?key=${opaque}`] }
    canaries.keep(`the refusal of ${verb} ${path}`, await ask(`${url}${path}?key=${opaque}`, asked))
    canaries.keep(`the refusal of ${verb} ${path}`, await ask(url + path, { ...asked, headers: ['x-api-key', opaque] }))
  }
  await pasteIntoNew(run, known)
  await pasteIntoCalls(run, known)
  for (const path of [
    `/v1/${uuid}/lb/v1/messages`,
    `/lb/${uuid}/v1/messages`,
    `/${uuid}x/lb/v1/messages`,
    `/${uuid}//v1`,
  ]) {
    await by('POST', path, MESSAGE)
  }
  await call(`/${opaque}/lb/v1/messages`, MESSAGE, opaque)
  await call('/v1/messages', MESSAGE, opaque)
}

function toBodies(secret: string): readonly unknown[] {
  return [
    ...FIELDS.map((field) => ({ [field]: secret })),
    ...LISTS.map((field) => ({ [field]: [secret] })),
    { [secret]: 1 },
    { load_balancer: { [secret]: secret } },
    { model_map: { [secret]: secret } },
    `{"api_key":"${secret}`,
    `"${secret}"`,
    [secret],
  ]
}

/** In what would be made but for that. */
async function pasteIntoNew({ canaries, by, stage }: Run, secret: string): Promise<void> {
  const password = canaries.make('a password in an address, pasted')
  const addresses = [`https://a:${password}@b.test`, `https://b.test/?key=${password}`, `https://b.test/#${password}`]
  const wrong = [
    ...['name', 'pool', 'note', 'provider', 'quota_group'].map((field) => ({ [field]: secret })),
    ...addresses.map((base_url) => ({ base_url })),
    { models: [secret] },
    { model_map: { [secret]: 'a' } },
    { model_map: { a: secret } },
  ]
  for (const fields of wrong)
    await by('POST', '/api/accounts', { api_key: canaries.make('a key that was not added'), ...fields })
  for (const fields of wrong) await by('PATCH', '/api/accounts/stored-1', fields)
  for (const fields of [{ name: secret }, { name: 'a', models: [secret] }, { name: 'a', pools: [secret] }]) {
    await by('POST', '/api/keys', fields)
  }
  await by('POST', '/api/accounts/key-1/pause', { reason: `it had ${secret}` })
  await by('PATCH', '/api/config', { time_zone: '${LOAD_BALANCER_UUID}' })
  await by('PATCH', '/api/config', { lb_strategy: '${OF_VARIABLE}' })
  await by('POST', '/api/sign-ins', { provider: 'anthropic', name: secret })
  await by('POST', '/api/sign-ins', {
    provider: 'anthropic',
    name: 'a',
    redirect_uri: `http://a:${password}@localhost/`,
  })
  await by('POST', '/api/session', { key: secret })
  canaries.keep(
    'the refusal of a session',
    await ask(`${stage.gateway.url}/api/session`, { method: 'POST', body: secret }),
  )
}

/** In calls of vendors, which are made all the same. */
async function pasteIntoCalls({ canaries, uuid, by, call }: Run, secret: string): Promise<void> {
  const own = canaries.make('another credential of a caller', 'sk-ant-')
  const inQuery = canaries.make('a key in a query, pasted')
  await call(`/${uuid}/lb/v1/messages`, { ...MESSAGE, model: secret }, own)
  await call(`/${uuid}/lb/v1beta/models/${secret}:generateContent?key=${inQuery}&api_key=${inQuery}`, {}, own)
  await call(`/${uuid}/lb/v1/messages?key=${inQuery}`, MESSAGE, own)
  for (const path of [`/v1/files/${secret}`, `/v1/${secret}`, `/v1/models/${secret}`, `/v1/organizations/${secret}`]) {
    for (const base of ['', `/${uuid}/lb`, `/${uuid}`]) await call(base + path, {}, own)
  }
  await by('POST', `/${uuid}/lb/v1/messages`, `{"model":"${secret}`)
  await by('GET', `/${uuid}/lb/v1/models/${secret}`)
}
